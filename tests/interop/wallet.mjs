// A wallet made of other people's OpenID4VC libraries.
// stdin {offer, tx_code, ...common} -> stdout {credential, verified, notified} or {refused}
// stdin {request, credential, ...common} -> stdout {status, body, client_id_prefix, query_id} or {refused}
// common: {key, jwk, documents, date}; the key is a did:key. Contexts and the wallet's own DID document come in as
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

const input = await readInput();
const {key, jwk, date, documents} = input;
const bytes = text => text && Buffer.from(text, 'base64url');
const b64 = bytes => Buffer.from(bytes).toString('base64url');
const privateKey = crypto.createPrivateKey({key: jwk, format: 'jwk'});
const publicJwk = {kty: jwk.kty, crv: jwk.crv, x: jwk.x};

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
    return {jwt: `${signingInput}.${b64(crypto.sign(null, Buffer.from(signingInput), privateKey))}`, signerJwk: publicJwk};
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
  const credentialConfigurationId = credentialOffer.credential_configuration_ids[0];
  const {jwt} = await client.createCredentialRequestJwtProof({
    issuerMetadata, credentialConfigurationId, nonce, issuedAt: new Date(date),
    signer: {method: 'did', didUrl: key.id, alg: 'EdDSA'}});
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
  const queryId = resolved.dcql.query.credentials[0].id;
  const pair = await Ed25519Multikey.from(multikey(key));
  const presentation = await vc.signPresentation({
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
  const response = await client.createOpenid4vpAuthorizationResponse({
    authorizationRequestPayload: asked,
    authorizationResponsePayload: {vp_token: {[queryId]: [presentation]}},
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
    status: reply.status, body: await reply.json(), client_id_prefix: resolved.client.prefix, query_id: queryId};
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
