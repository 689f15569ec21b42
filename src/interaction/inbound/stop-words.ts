/** What recipients are told to answer, and what they answer without being told. In the form `plainWord` gives. */
export const standardStopWords: readonly string[] = [
  '退订',
  '取消订阅',
  '拒收',
  '停止',
  '不要再发',
  '别再发了',
  '回复退订',
  '回复td',
  '回复t',
  'td',
  't',
  'r',
  'n',
  'tdhf',
  'qx',
  'stop',
  'stopall',
  'unsubscribe',
  'unsub',
  'cancel',
  'end',
  'quit',
  'optout',
  'revoke',
]

/** Longer answers are sentences. */
export const longestStopWord = 40

/**
 * A word as it is compared: widths and cases are alike, blanks and signs do not count.
 * `ＳＴＯＰ！`, ` Stop. ` and `s t o p` are one word; `stop by tomorrow` stays another.
 */
export function plainWord(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\p{S}\p{Z}\p{C}]+/gu, '')
}

/** Whether somebody wrote one of the words and nothing besides. */
export function isStopWord(text: string, words: readonly string[]): boolean {
  if (text.length > 10 * longestStopWord) return false
  const said = plainWord(text)
  return said !== '' && words.some((word) => plainWord(word) === said)
}
