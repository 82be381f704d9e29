// A line of JSON on stdin {documents, now, key, cards, secured, jwk, claims, tokens, sdJwtClaims, frame, sdJwts} prepares; then each
// line {task, calls} does a task so many times and is answered with {micros}: the CPU time of all threads for one of them.
import {createInterface} from 'node:readline';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as vc from '@digitalbazaar/vc';
import {digest, ES256, generateSalt} from '@sd-jwt/crypto-nodejs';
import {SDJwtVcInstance} from '@sd-jwt/sd-jwt-vc';
import * as jose from 'jose';
import {loaderOf, multikey, suite} from './documents.mjs';

async function tasksOf({documents, now, key, cards, secured, jwk, claims, tokens, sdJwtClaims, frame, sdJwts}) {
  const pair = await Ed25519Multikey.from(multikey(key));
  const documentLoader = loaderOf(documents);
  const date = new Date(now);
  const checkStatus = async () => ({verified: true}); // the list itself is fetched nowhere here
  const {d, ...publicJwk} = jwk;
  const [privateKey, publicKey] = await Promise.all([jwk, publicJwk].map(one => jose.importJWK(one, 'ES256')));
  const sdJwt = new SDJwtVcInstance({
    signer: await ES256.getSigner(jwk), signAlg: 'ES256', verifier: await ES256.getVerifier(publicJwk),
    hasher: digest, hashAlg: 'sha-256', saltGenerator: generateSalt,
  });
  const currentDate = Math.floor(date / 1000);
  return {
    'rdfc create': [cards, credential =>
      vc.issue({credential, suite: suite({signer: pair.signer(), date}), documentLoader})],
    'rdfc verify': [secured, async credential => {
      const {verified, error} = await vc.verifyCredential({credential, suite: suite(), documentLoader, now: date, checkStatus});
      if(!verified) throw error;
    }],
    'vc+jwt sign': [claims, payload =>
      new jose.SignJWT(payload).setProtectedHeader({alg: 'ES256', typ: 'vc+jwt', kid: publicJwk.kid}).sign(privateKey)],
    'vc+jwt verify': [tokens, token =>
      jose.jwtVerify(token, publicKey, {algorithms: ['ES256'], typ: 'vc+jwt', currentDate: date})],
    'sd-jwt issue': [sdJwtClaims, payload => sdJwt.issue(payload, frame, {header: {kid: publicJwk.kid}})],
    'sd-jwt verify': [sdJwts, token => sdJwt.verify(token, {currentDate})],
  };
}

let tasks;
let turn = 0;
for await (const line of createInterface({input: process.stdin})) {
  const asked = JSON.parse(line);
  if(!tasks) {
    tasks = await tasksOf(asked);
    console.log(JSON.stringify({ready: true}));
    continue;
  }
  const [things, task] = tasks[asked.task];
  const began = process.cpuUsage();
  for(let call = 0; call < asked.calls; call++) await task(things[turn++ % things.length]);
  const {user, system} = process.cpuUsage(began);
  console.log(JSON.stringify({micros: (user + system) / asked.calls}));
}
