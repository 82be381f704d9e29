// stdin {questions: [{pattern, text}]} -> stdout {answers: [boolean, or null where ECMA-262 knows no such pattern]}
import {readInput} from './input.mjs';

function found({pattern, text}) {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return null;
  }
}

const {questions} = await readInput();
console.log(JSON.stringify({answers: questions.map(found)}));
