import { equalBytes, mac } from './cipher.ts'
import { cryptoErrors } from './errors.ts'

/** 128 bits of the MAC: nobody guesses it, and links stay short. */
const macBytes = 16

/**
 * A token that carries `payload` readably and cannot be altered or used for another purpose: `<payload>.<mac>`, both
 * base64url. It is signed, not secret: put ids into it, never identifiers.
 */
export function signToken(key: Buffer, payload: object, purpose: string): string {
  const body = Buffer.from(JSON.stringify(payload), 'utf8').toString('base64url')
  return `${body}.${mac(key, purpose, body).subarray(0, macBytes).toString('base64url')}`
}

/** @returns the payload as it was signed; its shape is the caller's to check. @throws crypto.badToken */
export function verifyToken(key: Buffer, token: string, purpose: string): unknown {
  const [body, signature, ...more] = token.split('.')
  if (body === undefined || signature === undefined || more.length > 0) throw cryptoErrors.badToken({})
  const given = Buffer.from(signature, 'base64url')
  // Decoding forgives stray characters; a token has one spelling only.
  const canonical = given.toString('base64url') === signature
  if (!canonical || !equalBytes(given, mac(key, purpose, body).subarray(0, macBytes)))
    throw cryptoErrors.badToken({})
  return JSON.parse(Buffer.from(body, 'base64url').toString('utf8'))
}
