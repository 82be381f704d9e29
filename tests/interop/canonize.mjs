// stdin {documents: [document], contexts} -> stdout {answers: [canonical N-Quads or null]}
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {loaderOf} from './documents.mjs';
import {readInput} from './input.mjs';

const {documents, contexts} = await readInput();
const documentLoader = loaderOf(contexts);

const answers = [];
for (const document of documents) {
  answers.push(await cryptosuite.canonize(document, {documentLoader}).catch(() => null));
}
console.log(JSON.stringify({answers}));
