// What the other side's JSON-LD processor may see: contexts and controller documents handed in, never the network.
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';

const MULTIKEY = 'https://w3id.org/security/multikey/v1';

export function loaderOf(documents) {
  return async url => {
    const document = documents[url] ?? methodOf(documents, url);
    if (!document) throw new Error(`no document for ${url}`);
    return {contextUrl: null, documentUrl: url, document};
  };
}

function methodOf(documents, url) {
  const [did, fragment] = url.split('#');
  const methods = documents[did]?.verificationMethod ?? [];
  const method = fragment && methods.find(one => one.id === url);
  return method && {'@context': MULTIKEY, ...method};
}

export function suite(options = {}) {
  return new DataIntegrityProof({...options, cryptosuite});
}

export function multikey(key) {
  return {'@context': MULTIKEY, type: 'Multikey', ...key};
}
