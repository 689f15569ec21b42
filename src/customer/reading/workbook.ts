import { promisify } from 'node:util'
import { crc32, inflateRaw } from 'node:zlib'

const unpack = promisify(inflateRaw)

/** Unpacked, all parts that are read; a workbook of more belongs into CSV or Parquet. */
const unpackedLimit = 512 * 1024 * 1024
/** What Excel itself can hold. */
const mostRows = 1_048_576
const mostColumns = 16_384
/** The reader fills every row to the widest. */
const mostCells = 40_000_000

/** What is wrong with a workbook, in words for a message. */
export class DamagedWorkbook extends Error {}

/**
 * A workbook as the reader may be given it: every part unpacked and held against its size and checksum, and packed anew
 * without compression. The reader itself takes damaged parts as they come, unpacks without a limit, and makes as many rows
 * as a number in a file says.
 * @throws DamagedWorkbook
 */
export async function soundWorkbook(bytes: Buffer): Promise<Buffer> {
  let left = unpackedLimit
  const parts: { name: string; content: Buffer }[] = []
  for (const entry of entriesOf(bytes)) {
    if (!/\.(xml|rels)$/i.test(entry.name)) continue
    const content = await contentOf(bytes, entry, left)
    left -= content.length
    if (/(^|\/)worksheets\/[^/]*$/i.test(entry.name)) checkExtent(entry.name, content)
    parts.push({ name: entry.name, content })
  }
  if (parts.length === 0) throw new DamagedWorkbook('it holds no sheets')
  return packed(parts)
}

interface Entry {
  name: string
  method: number
  crc: number
  stored: number
  size: number
  at: number
}

/** The parts the directory at the end of an archive names. */
function entriesOf(bytes: Buffer): Entry[] {
  const end = bytes.lastIndexOf('PK\x05\x06', bytes.length - 22, 'latin1')
  if (end < 0 || end < bytes.length - 22 - 0xffff) throw new DamagedWorkbook('its end is missing')
  const count = bytes.readUInt16LE(end + 10)
  let place = bytes.readUInt32LE(end + 16)
  const entries: Entry[] = []
  for (let n = 0; n < count; n++) {
    if (place + 46 > end || bytes.readUInt32LE(place) !== 0x02014b50)
      throw new DamagedWorkbook('its directory is damaged')
    const nameBytes = bytes.readUInt16LE(place + 28)
    const extraBytes = bytes.readUInt16LE(place + 30)
    const name = bytes.toString('utf8', place + 46, place + 46 + nameBytes)
    if ((bytes.readUInt16LE(place + 8) & 1) === 1) throw new DamagedWorkbook(`${name} is encrypted`)
    entries.push({
      name,
      method: bytes.readUInt16LE(place + 10),
      crc: bytes.readUInt32LE(place + 16),
      stored: bytes.readUInt32LE(place + 20),
      size: bytes.readUInt32LE(place + 24),
      at: bytes.readUInt32LE(place + 42),
    })
    place += 46 + nameBytes + extraBytes + bytes.readUInt16LE(place + 32)
  }
  return entries
}

async function contentOf(bytes: Buffer, entry: Entry, left: number): Promise<Buffer> {
  const { name, at, method, stored, size, crc } = entry
  const damaged = () => new DamagedWorkbook(`${name} is damaged`)
  if (at + 30 > bytes.length || bytes.readUInt32LE(at) !== 0x04034b50) throw damaged()
  const from = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)
  if (from + stored > bytes.length) throw new DamagedWorkbook(`${name} is cut off`)
  if (size > left)
    throw new DamagedWorkbook(`unpacked it is larger than ${unpackedLimit / 1024 ** 2} MB; save it as CSV`)
  const raw = bytes.subarray(from, from + stored)
  if (method !== 0 && method !== 8) throw damaged()
  const content =
    method === 0
      ? raw
      : await unpack(raw, { maxOutputLength: Math.max(1, size) }).catch((error: unknown) => {
          throw new DamagedWorkbook(`${name} is damaged`, { cause: error })
        })
  if (content.length !== size || crc32(content) !== crc) throw damaged()
  return content
}

const pieceBytes = 8 * 1024 * 1024
/** No tag of a sheet is longer. */
const tagBytes = 16 * 1024
const tag = /<(?:[\w.-]+:)?(?:row|c)((?:\s(?:[^"'<>]|"[^"]*"|'[^']*')*)?)\/?>/g
const place = /(?:^|\s)r\s*=\s*(?:"([^"]*)"|'([^']*)')/

/** @throws DamagedWorkbook for a cell outside of what a sheet may be, or an extent that would fill the memory */
function checkExtent(name: string, content: Buffer): void {
  let [rows, columns] = [0, 0]
  for (let from = 0; from < content.length; from += pieceBytes) {
    const text = content.toString('latin1', from, Math.min(content.length, from + pieceBytes + tagBytes))
    for (const [, attributes = ''] of text.matchAll(tag)) {
      const found = place.exec(attributes)
      if (found === null) continue
      const where = found[1] ?? found[2] ?? ''
      const cell = /^([A-Z]{0,3})(\d{1,7})$/.exec(where)
      if (cell === null)
        throw new DamagedWorkbook(`"${where.slice(0, 20)}" in ${name} is no place of a sheet`)
      rows = Math.max(rows, Number(cell[2]))
      columns = Math.max(columns, columnOf(cell[1] ?? ''))
    }
  }
  if (rows > mostRows || columns > mostColumns)
    throw new DamagedWorkbook(`${name} names row ${rows} or column ${columns}, which no sheet has`)
  if (rows * columns > mostCells)
    throw new DamagedWorkbook(
      `${name} reaches to row ${rows} and column ${columns}; delete what is empty, or save it as CSV`,
    )
}

function columnOf(letters: string): number {
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return column
}

/** An archive of uncompressed parts. */
function packed(parts: readonly { name: string; content: Buffer }[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content } of parts) {
    const label = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x0800, 2) // names are UTF-8
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(content.length, 14)
    common.writeUInt32LE(content.length, 18)
    common.writeUInt16LE(label.length, 22)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), common, tail, label)
    bodies.push(Buffer.from('PK\x03\x04', 'latin1'), common, label, content)
    offset += 4 + common.length + label.length + content.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(
    directory.reduce((sum, one) => sum + one.length, 0),
    12,
  )
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, ...directory, end])
}
