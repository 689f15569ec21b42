import { inflateSync } from 'node:zlib'

/**
 * The font inside of a WOFF 1.0 file (W3C recommendation of 2012, section 4), as TrueType or OpenType. The PDF writer
 * reads WOFF too, but unpacks a table anew for every sign: a minute where this takes a moment.
 * @throws Error where it is no such file
 */
export function unpackWoff(woff: Buffer): Buffer {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new Error('The font is no WOFF file.')
  const count = woff.readUInt16BE(12)
  const tables = Array.from({ length: count }, (_, i) => {
    const at = 44 + i * 20
    const [offset, packed, length] = [at + 4, at + 8, at + 12].map((place) => woff.readUInt32BE(place)) as [
      number,
      number,
      number,
    ]
    const stored = woff.subarray(offset, offset + packed)
    return {
      tag: woff.subarray(at, at + 4),
      data: packed < length ? inflateSync(stored) : stored,
      checksum: woff.readUInt32BE(at + 16),
    }
  })
  return sfnt(woff.readUInt32BE(4), tables)
}

function sfnt(flavour: number, tables: { tag: Buffer; data: Buffer; checksum: number }[]): Buffer {
  const power = 2 ** Math.floor(Math.log2(tables.length))
  const head = Buffer.alloc(12 + tables.length * 16)
  head.writeUInt32BE(flavour, 0)
  head.writeUInt16BE(tables.length, 4)
  head.writeUInt16BE(power * 16, 6)
  head.writeUInt16BE(Math.log2(power), 8)
  head.writeUInt16BE((tables.length - power) * 16, 10)
  const parts: Buffer[] = [head]
  let offset = head.length
  tables.forEach(({ tag, data, checksum }, i) => {
    const at = 12 + i * 16
    tag.copy(head, at)
    head.writeUInt32BE(checksum, at + 4)
    head.writeUInt32BE(offset, at + 8)
    head.writeUInt32BE(data.length, at + 12)
    const padded = (data.length + 3) & ~3
    parts.push(data, Buffer.alloc(padded - data.length))
    offset += padded
  })
  return Buffer.concat(parts)
}
