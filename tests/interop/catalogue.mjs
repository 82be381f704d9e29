// stdin {documents, date, whole: [credential], inPart: [{credential, selectivePointers}], tokens: [{credential, jwk, frame}], types}
// -> stdout {whole: [{verified, error}], inPart: [{verified, error, shown}], tokens: [{payload, type} | {error}]}
// Besides `documents` the other side has only the contexts that it brings along itself.
import {digest, ES256, ES384, generateSalt} from '@sd-jwt/crypto-nodejs';
import * as ecdsaJcs from '@digitalbazaar/ecdsa-jcs-2019-cryptosuite';
import {cryptosuite as ecdsaRdfc} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import * as ecdsaSd from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import * as eddsaJcs from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {cryptosuite as eddsaRdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as vc from '@digitalbazaar/vc';
import {SDJwtVcInstance} from '@sd-jwt/sd-jwt-vc';
import * as jose from 'jose';
import {loaderOf} from './documents.mjs';
import {readInput} from './input.mjs';

const SUITES = {
  'eddsa-rdfc-2022': () => eddsaRdfc,
  'eddsa-jcs-2022': () => eddsaJcs.createVerifyCryptosuite(),
  'ecdsa-rdfc-2019': () => ecdsaRdfc,
  'ecdsa-jcs-2019': () => ecdsaJcs.createVerifyCryptosuite(),
  'ecdsa-sd-2023': () => ecdsaSd.createVerifyCryptosuite(),
};

const {documents, date, whole, inPart, tokens, types} = await readInput();
const ours = loaderOf(documents);
const documentLoader = url => ours(url).catch(() => vc.defaultDocumentLoader(url));

async function verify(credential) {
  const {verified, error} = await vc.verifyCredential({
    credential,
    suite: new DataIntegrityProof({cryptosuite: SUITES[credential.proof.cryptosuite]()}),
    documentLoader,
    now: new Date(date),
    checkStatus: async () => ({verified: true}), // documents are read here, not status lists
  });
  return {verified, error: verified ? '' : [error, ...(error?.errors ?? [])].map(one => one?.message).join(' | ')};
}

async function showInPart({credential, selectivePointers}) {
  const suite = new DataIntegrityProof({cryptosuite: ecdsaSd.createDiscloseCryptosuite({selectivePointers})});
  const shown = await vc.derive({verifiableCredential: credential, suite, documentLoader});
  return {...await verify(shown), shown};
}

async function verifierOf(jwk) {
  if (jwk.crv !== 'Ed25519') return {'P-256': ES256, 'P-384': ES384}[jwk.crv].getVerifier(jwk);
  const key = await jose.importJWK(jwk, 'EdDSA');
  return (data, signature) => jose.compactVerify(`${data}.${signature}`, key).then(() => true, () => false);
}

async function read({credential, jwk, frame}) {
  const sdJwt = new SDJwtVcInstance({
    verifier: await verifierOf(jwk),
    hasher: digest, hashAlg: 'sha-256', saltGenerator: generateSalt,
    loadTypeMetadataFormat: true,
    vctFetcher: async vct => types[vct],
  });
  try {
    const shown = await sdJwt.present(credential, frame);
    const {payload, typeMetadata} = await sdJwt.verify(shown, {currentDate: Date.parse(date) / 1000});
    return {payload, type: typeMetadata.mergedTypeMetadata};
  } catch (error) {
    return {error: error.message};
  }
}

const inTurn = async (list, work) => {
  const answers = [];
  for (const one of list) answers.push(await work(one));
  return answers;
};
console.log(JSON.stringify({
  whole: await inTurn(whole, verify),
  inPart: await inTurn(inPart, showInPart),
  tokens: await inTurn(tokens, read),
}));
