// stdin {keys: {issuer, holder}, lists, types, now, steps: [{op, ...}]} -> stdout [answer of each step, {error} where one failed]
import {digest, ES256, generateSalt} from '@sd-jwt/crypto-nodejs';
import {createHeaderAndPayload, getListFromStatusListJWT, StatusList} from '@sd-jwt/jwt-status-list';
import {SDJwtVcInstance} from '@sd-jwt/sd-jwt-vc';
import {readInput} from './input.mjs';

const {keys, lists, types, now, steps} = await readInput();
const base64url = value => Buffer.from(JSON.stringify(value)).toString('base64url');
const signer = await ES256.getSigner(keys.issuer);
const {d, ...issuer} = keys.issuer;
const sdJwt = new SDJwtVcInstance({
  signer,
  signAlg: 'ES256',
  verifier: await ES256.getVerifier(issuer),
  kbSigner: await ES256.getSigner(keys.holder),
  kbSignAlg: 'ES256',
  kbVerifier: async (data, signature, payload) =>
    (await ES256.getVerifier(payload.cnf.jwk))(data, signature),
  hasher: digest,
  hashAlg: 'sha-256',
  saltGenerator: generateSalt,
  statusListFetcher: async uri => lists[uri],
  loadTypeMetadataFormat: Boolean(types),
  vctFetcher: async vct => types[vct],
});

const operations = {
  issue: ({claims, frame, header}) => sdJwt.issue(claims, frame, {header}),
  present: ({credential, frame, kb}) => sdJwt.present(credential, frame, {kb: {payload: kb}}),
  verify: ({presentation, nonce}) => sdJwt.verify(presentation, {keyBindingNonce: nonce, currentDate: now}),
  list: async ({statuses, bits, claims, header}) => {
    const made = createHeaderAndPayload(new StatusList(statuses, bits), claims, header);
    const signingInput = `${base64url(made.header)}.${base64url(made.payload)}`;
    return `${signingInput}.${await signer(signingInput)}`;
  },
  statuses: ({token}) => getListFromStatusListJWT(token).statusList,
};

const answers = [];
for(const {op, ...rest} of steps) {
  try {
    answers.push(await operations[op](rest));
  } catch(error) {
    answers.push({error: error.message});
  }
}
console.log(JSON.stringify(answers));
