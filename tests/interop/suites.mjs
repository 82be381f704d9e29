// stdin {sign: [{suite, key, credential}], verify: [credential], documents, date}
// -> stdout {signed: [credential], answers: [{verified, proofs: [verified], error}]}
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as ecdsaJcs from '@digitalbazaar/ecdsa-jcs-2019-cryptosuite';
import {cryptosuite as ecdsaRdfc} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import * as eddsaJcs from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {cryptosuite as eddsaRdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as vc from '@digitalbazaar/vc';
import {loaderOf, multikey} from './documents.mjs';
import {readInput} from './input.mjs';

const SUITES = {
  'eddsa-rdfc-2022': {sign: eddsaRdfc, verify: eddsaRdfc, keys: Ed25519Multikey},
  'eddsa-jcs-2022': {sign: eddsaJcs.createSignCryptosuite(), verify: eddsaJcs.createVerifyCryptosuite(), keys: Ed25519Multikey},
  'ecdsa-rdfc-2019': {sign: ecdsaRdfc, verify: ecdsaRdfc, keys: EcdsaMultikey},
  'ecdsa-jcs-2019': {sign: ecdsaJcs.createSignCryptosuite(), verify: ecdsaJcs.createVerifyCryptosuite(), keys: EcdsaMultikey},
};

const {sign, verify, documents, date} = await readInput();
const documentLoader = loaderOf(documents);

const signed = [];
for (const {suite, key, credential} of sign) {
  const {sign: cryptosuite, keys} = SUITES[suite];
  const pair = await keys.from(multikey(key));
  const proof = new DataIntegrityProof({signer: pair.signer(), date, cryptosuite});
  signed.push(await vc.issue({credential, suite: proof, documentLoader}));
}

const answers = [];
for (const credential of verify) {
  const proofs = [credential.proof].flat();
  const {verified, results, error} = await vc.verifyCredential({
    credential,
    suite: proofs.map(proof => new DataIntegrityProof({cryptosuite: SUITES[proof.cryptosuite].verify})),
    documentLoader,
    now: new Date(date),
    checkStatus: async () => ({verified: true}), // proofs are compared here, not status lists
  });
  answers.push({
    verified,
    proofs: (results ?? []).map(one => one.verified),
    error: verified ? '' : [error, ...(error?.errors ?? [])].map(one => one?.message).join(' | '),
  });
}
console.log(JSON.stringify({signed, answers}));
