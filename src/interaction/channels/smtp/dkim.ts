import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto'
import { foldLines } from 'nodemailer/lib/mime-funcs'
import { interactionErrors } from '../../errors.ts'

/** What a domain signs its mail with. */
export interface DkimKey {
  /** example.com: the domain of the sender, or one above it. */
  domain: string
  /** Names the key within the domain: <selector>._domainkey.<domain>. */
  selector: string
  /** PEM (PKCS #8 or PKCS #1) of an RSA key of at least 1,024 bits, or of an Ed25519 key. */
  privateKey: string
}

export interface DkimSigner {
  /** The message with its signature in front. @param message whole, with CRLF line ends, as `composeMime` gives it */
  sign(message: Buffer): Buffer
  /** What to publish: the name of the TXT record and what it says. */
  record: { name: string; value: string }
}

/**
 * Fields a signature covers where they stand. From, Subject and the like are named once more than they stand, so that
 * nobody can add a second one on the way (RFC 6376, 8.15). RFC 8058 asks for both List-Unsubscribe fields.
 */
const covered = [
  'from',
  'to',
  'subject',
  'date',
  'message-id',
  'reply-to',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'mime-version',
  'content-type',
] as const
const once: ReadonlySet<string> = new Set(['from', 'to', 'subject', 'date', 'message-id', 'reply-to'])

/**
 * Signs with relaxed/relaxed canonicalisation (RFC 6376), rsa-sha256 or ed25519-sha256 (RFC 8463) as the key is.
 * Written out here: nodemailer signs streams, with RSA alone and without List-Unsubscribe-Post.
 * @throws interaction.dkimKey
 */
export function createDkimSigner(key: DkimKey): DkimSigner {
  const privateKey = readKey(key.privateKey)
  const algorithm = privateKey.asymmetricKeyType === 'ed25519' ? 'ed25519' : 'rsa'
  return {
    sign: (message) => {
      const end = message.indexOf('\r\n\r\n')
      const head = message.toString('latin1', 0, end)
      const fields = fieldsOf(head)
      const names = covered.flatMap((name) => {
        const standing = fields.filter((field) => field.name === name).length
        return Array.from({ length: standing + (once.has(name) ? 1 : 0) }, () => name)
      })
      const bodyHash = createHash('sha256')
        .update(relaxedBody(message.subarray(end + 4)))
        .digest('base64')
      const unsigned = foldLines(
        `DKIM-Signature: v=1; a=${algorithm}-sha256; c=relaxed/relaxed; d=${key.domain}; s=${key.selector}; h=${names.join(':')}; bh=${bodyHash}; b=`,
        76,
      )
      const data = `${signedFields(fields, names)}${relaxedField(unsigned)}`
      const signature = signed(algorithm, privateKey, Buffer.from(data, 'latin1'))
      const lines = signature.toString('base64').match(/.{1,72}/g) ?? []
      return Buffer.concat([Buffer.from(`${unsigned}${lines.join('\r\n ')}\r\n`, 'latin1'), message])
    },
    record: {
      name: `${key.selector}._domainkey.${key.domain}`,
      value: recordOf(algorithm, privateKey),
    },
  }
}

/** A fresh key for a domain that has none. */
export function newDkimKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** @throws interaction.dkimKey */
function readKey(pem: string): KeyObject {
  let key: KeyObject
  try {
    key = createPrivateKey(wholePem(pem))
  } catch (error) {
    throw interactionErrors.dkimKey({ problem: problems.unreadable }, error)
  }
  if (key.asymmetricKeyType === 'ed25519') return key
  if (key.asymmetricKeyType !== 'rsa') throw interactionErrors.dkimKey({ problem: problems.otherKind })
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < 1024)
    throw interactionErrors.dkimKey({ problem: problems.tooShort })
  return key
}

/** A form of one line takes the line ends out of a key. */
function wholePem(text: string): string {
  const match = /-----BEGIN ([A-Z ]{1,40})-----([^-]*)-----END/.exec(text)
  if (!match) return text
  const lines = (match[2] ?? '').replace(/\\n|\s/g, '').match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${match[1]}-----`, ...lines, `-----END ${match[1]}-----`, ''].join('\n')
}

const problems = {
  unreadable: { en: 'it is no private key in PEM form', 'zh-CN': '不是 PEM 格式的私钥' },
  otherKind: { en: 'it is neither RSA nor Ed25519', 'zh-CN': '既不是 RSA 也不是 Ed25519 密钥' },
  tooShort: { en: 'it has fewer than 1,024 bits', 'zh-CN': '长度不足 1024 位' },
}

function signed(algorithm: 'rsa' | 'ed25519', key: KeyObject, data: Buffer): Buffer {
  // RFC 8463: Ed25519 signs the hash.
  return algorithm === 'rsa'
    ? sign('sha256', data, key)
    : sign(null, createHash('sha256').update(data).digest(), key)
}

function recordOf(algorithm: 'rsa' | 'ed25519', privateKey: KeyObject): string {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  // Of Ed25519 the record holds the bare key: the last 32 bytes.
  const shown = algorithm === 'rsa' ? spki : spki.subarray(-32)
  return `v=DKIM1; k=${algorithm}; p=${shown.toString('base64')}`
}

interface Field {
  name: string
  line: string
}

function fieldsOf(head: string): Field[] {
  return head.split(/\r\n(?![ \t])/).map((line) => ({
    name: line.slice(0, line.indexOf(':')).trim().toLowerCase(),
    line,
  }))
}

/** Fields of a name are taken from the last to the first; one that is named and does not stand adds nothing. */
function signedFields(fields: readonly Field[], names: readonly string[]): string {
  const left = [...fields]
  let data = ''
  for (const name of names) {
    const at = left.findLastIndex((field) => field.name === name)
    if (at === -1) continue
    data += `${relaxedField(left[at]?.line ?? '')}\r\n`
    left.splice(at, 1)
  }
  return data
}

/** RFC 6376, 3.4.2. */
function relaxedField(line: string): string {
  const colon = line.indexOf(':')
  const value = line
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/^ | $/g, '')
  return `${line.slice(0, colon).trim().toLowerCase()}:${value}`
}

/** RFC 6376, 3.4.4. */
function relaxedBody(body: Buffer): Buffer {
  const text = body
    .toString('latin1')
    .replace(/[ \t]+/g, ' ')
    .replace(/ (?=\r\n|$)/g, '')
    .replace(/(\r\n)+$/, '')
  return Buffer.from(text === '' ? '' : `${text}\r\n`, 'latin1')
}
