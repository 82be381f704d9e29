// stdin {sign: [{key, credential, mandatoryPointers}], derive: [{credential, selectivePointers}], verify: [credential],
// documents, date} -> stdout {signed: [credential], derived: [credential], answers: [{verified, error}]}
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as ecdsaSd from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as vc from '@digitalbazaar/vc';
import {loaderOf, multikey} from './documents.mjs';
import {readInput} from './input.mjs';

const {sign, derive, verify, documents, date} = await readInput();
const documentLoader = loaderOf(documents);

const signed = [];
for (const {key, credential, mandatoryPointers} of sign) {
  const pair = await EcdsaMultikey.from(multikey(key));
  const cryptosuite = ecdsaSd.createSignCryptosuite({mandatoryPointers});
  const suite = new DataIntegrityProof({signer: pair.signer(), date, cryptosuite});
  signed.push(await vc.issue({credential, suite, documentLoader}));
}

const derived = [];
for (const {credential, selectivePointers} of derive) {
  const suite = new DataIntegrityProof({cryptosuite: ecdsaSd.createDiscloseCryptosuite({selectivePointers})});
  derived.push(await vc.derive({verifiableCredential: credential, suite, documentLoader}));
}

const answers = [];
for (const credential of verify) {
  const {verified, error} = await vc.verifyCredential({
    credential,
    suite: new DataIntegrityProof({cryptosuite: ecdsaSd.createVerifyCryptosuite()}),
    documentLoader,
    now: new Date(date),
    checkStatus: async () => ({verified: true}), // proofs are compared here, not status lists
  });
  answers.push({verified, error: verified ? '' : [error, ...(error?.errors ?? [])].map(one => one?.message).join(' | ')});
}
console.log(JSON.stringify({signed, derived, answers}));
