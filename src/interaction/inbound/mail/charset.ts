/** What names no character set, or a wrong one, is UTF-8 where it can be, else what Chinese servers write. */
export function decodeCharset(bytes: Buffer, charset: string | undefined): string {
  const named = (charset ?? '').trim().toLowerCase()
  if (named !== '' && named !== 'us-ascii' && named !== 'ascii')
    try {
      return new TextDecoder(named === 'gb2312' ? 'gb18030' : named).decode(bytes)
    } catch {
      // Nobody knows that name; the bytes themselves may say it.
    }
  try {
    // The last character may have been cut in two.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
