/** A file dropped before its workspace existed; the new workspace's home page takes it up. */
let waiting: { slug: string; file: File } | null = null

export function leaveFile(slug: string, file: File): void {
  waiting = { slug, file }
}
export function takeFile(slug: string): File | null {
  if (waiting?.slug !== slug) return null
  const { file } = waiting
  waiting = null
  return file
}
