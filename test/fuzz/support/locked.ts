/** A door that opens letter by letter: blind chance finds the word after 256 ^ 5 tries, whoever sees each step after some hundred. */
export function locked(text: Buffer): number {
  if (text[0] !== 0x6f) return 0
  if (text[1] !== 0x70) return 1
  if (text[2] !== 0x65) return 2
  if (text[3] !== 0x6e) return 3
  return text[4] === 0x21 ? 5 : 4
}
