// A wallet made of other people's OpenID4VC libraries.
// stdin {offer, tx_code, ...common} -> stdout {credential, verified, notified} or {refused}
// stdin {request, credential, ...common} -> stdout {status, body, client_id_prefix, query_id} or {refused}
// common: {key, jwk, ecJwk, format, documents, date}; the key is a did:key, the other one binds SD-JWT VCs. Contexts and the wallet's own DID document come in as
// `documents`; issuer's and verifier's DID documents and everything else are fetched over HTTPS.
import * as crypto from 'node:crypto';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as vc from '@digitalbazaar/vc';
import {clientAuthenticationAnonymous, Oauth2ClientErrorResponseError} from '@openid4vc/oauth2';
import {Openid4vciClient} from '@openid4vc/openid4vci';
import {Openid4vpClient} from '@openid4vc/openid4vp';
import {CompactEncrypt, importJWK} from 'jose';
import {loaderOf, multikey, suite} from './documents.mjs';
import {readInput} from './input.mjs';
import {presentSdJwt, verifiesSdJwt} from './sd_jwt_card.mjs';

const input = await readInput();
const {key, jwk, ecJwk, date, documents} = input;
const inPart = input.format === 'dc+sd-jwt';
const bytes = text => text && Buffer.from(text, 'base64url');
const b64 = bytes => Buffer.from(bytes).toString('base64url');
const privateKey = crypto.createPrivateKey({key: jwk, format: 'jwk'});
const publicJwk = {kty: jwk.kty, crv: jwk.crv, x: jwk.x};
const {d, ...publicEcJwk} = ecJwk;

async function learnDid(did) {
  if (documents[did]) return;
  const [host, ...path] = did.slice('did:web:'.length).split(':').map(decodeURIComponent);
  const reply = await fetch(`https://${host}/${path.length ? path.join('/') : '.well-known'}/did.json`);
  documents[did] = await reply.json();
}

async function publicKeyOf(didUrl) {
  const did = didUrl.split('#')[0];
  await learnDid(did);
  const method = documents[did].verificationMethod.find(one => one.id === didUrl);
  const pair = await Ed25519Multikey.from(multikey(method));
  const {publicKey} = await pair.export({publicKey: true, raw: true});
  return {kty: 'OKP', crv: 'Ed25519', x: b64(publicKey)};
}

const callbacks = {
  fetch: globalThis.fetch,
  hash: (data, alg) => crypto.createHash(alg.replace('-', '').toLowerCase()).update(data).digest(),
  generateRandom: length => crypto.randomBytes(length),
  clientAuthentication: clientAuthenticationAnonymous(),
  signJwt: (signer, {header, payload}) => {
    const signingInput = `${b64(JSON.stringify(header))}.${b64(JSON.stringify(payload))}`;
    const signature = header.alg === 'ES256'
      ? crypto.sign('sha256', Buffer.from(signingInput),
        {key: crypto.createPrivateKey({key: ecJwk, format: 'jwk'}), dsaEncoding: 'ieee-p1363'})
      : crypto.sign(null, Buffer.from(signingInput), privateKey);
    return {jwt: `${signingInput}.${b64(signature)}`, signerJwk: header.alg === 'ES256' ? publicEcJwk : publicJwk};
  },
  verifyJwt: async (signer, {compact}) => {
    const signerJwk = await publicKeyOf(signer.didUrl);
    const [header, payload, signature] = compact.split('.');
    const verified = crypto.verify(null, Buffer.from(`${header}.${payload}`),
      crypto.createPublicKey({key: signerJwk, format: 'jwk'}), Buffer.from(signature, 'base64url'));
    return {verified, signerJwk};
  },
  encryptJwe: async ({publicJwk: recipient, alg, enc, apu, apv}, plaintext) => {
    const jwe = new CompactEncrypt(Buffer.from(plaintext)).setProtectedHeader({alg, enc, kid: recipient.kid});
    if (apu || apv) jwe.setKeyManagementParameters({apu: bytes(apu), apv: bytes(apv)});
    return {jwe: await jwe.encrypt(await importJWK(recipient, alg)), encryptionJwk: recipient};
  },
  decryptJwe: () => { throw new Error('nothing is encrypted here'); },
};

async function receive() {
  const client = new Openid4vciClient({callbacks});
  const credentialOffer = await client.resolveCredentialOffer(input.offer);
  const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
  const {accessTokenResponse} = await client.retrievePreAuthorizedCodeAccessTokenFromOffer({
    credentialOffer, issuerMetadata, txCode: input.tx_code});
  const {c_nonce: nonce} = await client.requestNonce({issuerMetadata});
  const configurations = issuerMetadata.credentialIssuer.credential_configurations_supported;
  const credentialConfigurationId = credentialOffer.credential_configuration_ids
    .find(id => configurations[id].format === input.format);
  const {jwt} = await client.createCredentialRequestJwtProof({
    issuerMetadata, credentialConfigurationId, nonce, issuedAt: new Date(date),
    signer: inPart
      ? {method: 'jwk', publicJwk: publicEcJwk, alg: 'ES256'}
      : {method: 'did', didUrl: key.id, alg: 'EdDSA'}});
  const accessToken = accessTokenResponse.access_token;
  const {credentialResponse} = await client.retrieveCredentials({
    issuerMetadata, accessToken, credentialConfigurationId, proofs: {jwt: [jwt]}});
  const {credential} = credentialResponse.credentials[0];
  const verified = await verifies(credential);
  const notification = await client.sendNotification({
    issuerMetadata, accessToken,
    notification: {
      notificationId: credentialResponse.notification_id,
      event: verified ? 'credential_accepted' : 'credential_failure',
    }});
  return {credential, verified, notified: notification.response.status};
}

async function verifies(credential) {
  if (inPart) return verifiesSdJwt(credential, ecJwk);
  await learnDid(credential.issuer.id ?? credential.issuer);
  const result = await vc.verifyCredential({
    credential, suite: suite(), documentLoader: loaderOf(documents), now: new Date(date),
    checkStatus: async () => ({verified: true})}); // a card that was issued a moment ago
  if (!result.verified) console.error(result.error);
  return result.verified;
}

async function present() {
  const client = new Openid4vpClient({callbacks});
  const {params} = client.parseOpenid4vpAuthorizationRequest({authorizationRequest: input.request});
  const resolved = await client.resolveOpenId4vpAuthorizationRequest({authorizationRequestPayload: params});
  const asked = resolved.authorizationRequestPayload;
  const query = resolved.dcql.query.credentials.find(one => one.format === input.format);
  const presented = inPart
    ? await presentSdJwt(input.credential, ecJwk, {
      claims: query.claims, nonce: asked.nonce, aud: asked.client_id, iat: Math.floor(Date.parse(date) / 1000)})
    : await presentation(asked);
  const response = await client.createOpenid4vpAuthorizationResponse({
    authorizationRequestPayload: asked,
    authorizationResponsePayload: {vp_token: {[query.id]: [presented]}},
    jarm: {
      encryption: {nonce: crypto.randomUUID()},
      serverMetadata: {
        authorization_encryption_alg_values_supported: ['ECDH-ES'],
        authorization_encryption_enc_values_supported: ['A256GCM'],
      },
    },
  });
  const {response: reply} = await client.submitOpenid4vpAuthorizationResponse({
    authorizationRequestPayload: asked, authorizationResponsePayload: response.authorizationResponsePayload,
    jarm: response.jarm});
  return {
    status: reply.status, body: await reply.json(), client_id_prefix: resolved.client.prefix, query_id: query.id};
}

async function presentation(asked) {
  const pair = await Ed25519Multikey.from(multikey(key));
  return vc.signPresentation({
    presentation: {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiablePresentation'],
      holder: key.controller,
      verifiableCredential: [input.credential],
    },
    suite: suite({signer: pair.signer(), date}),
    challenge: asked.nonce,
    domain: asked.client_id,
    documentLoader: loaderOf(documents),
  });
}

async function answer() {
  try {
    return await (input.offer ? receive() : present());
  } catch (error) {
    if (!(error instanceof Oauth2ClientErrorResponseError)) throw error;
    return {refused: {status: error.response.status, error: error.errorResponse.error}};
  }
}

console.log(JSON.stringify(await answer()));
