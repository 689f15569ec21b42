import { crc32, inflateRawSync } from 'node:zlib'

/**
 * The files of a zip as text, by name: read by its central directory, as the programs on people's machines do, with each
 * length and checksum compared.
 */
export function unzipped(zip: Buffer): Map<string, string> {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'))
  if (end < 0) throw new Error('There is no central directory.')
  const files = new Map<string, string>()
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw new Error(`No entry of the directory at ${at}.`)
    const [method, crc, packed, size] = [10, 16, 20, 24].map((place) =>
      place === 10 ? zip.readUInt16LE(at + place) : zip.readUInt32LE(at + place),
    )
    const [nameLength = 0, extra = 0, comment = 0] = [28, 30, 32].map((place) => zip.readUInt16LE(at + place))
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    const local = zip.readUInt32LE(at + 42)
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const body = zip.subarray(start, start + (packed ?? 0))
    const bytes = method === 0 ? body : inflateRawSync(body)
    if (bytes.length !== size || crc32(bytes) !== crc) throw new Error(`${name} is damaged.`)
    files.set(name, bytes.toString('utf8'))
    at += 46 + nameLength + extra + comment
  }
  return files
}
