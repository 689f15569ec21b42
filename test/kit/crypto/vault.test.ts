import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createVault, type DataKey, keyIdOf, newKeyBytes, open, seal } from '../../../src/kit/crypto/index.ts'
import { newId } from '../../../src/kit/ids.ts'

const key = (): DataKey => ({ id: newId(), bytes: newKeyBytes() })
const keys = { encrypt: [key()] as const, index: key(), sign: [key()] as const }
const vault = createVault(keys)
const text = fc.string({ unit: 'binary', maxLength: 200 })

describe('encrypt and decrypt', () => {
  it('give back any text', () => {
    fc.assert(fc.property(text, (plain) => vault.decrypt(vault.encrypt(plain)) === plain))
  })

  it('never give the same bytes twice', () => {
    expect(vault.encrypt('13800138000').equals(vault.encrypt('13800138000'))).toBe(false)
  })

  it('notice any changed byte', () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.integer({ min: 1, max: 255 }), (plain, at, flip) => {
        const sealed = vault.encrypt(plain)
        const position = at % sealed.length
        sealed[position] = (sealed[position] ?? 0) ^ flip
        expect(() => vault.decrypt(sealed)).toThrow()
      }),
    )
  })

  it('notice any missing end', () => {
    fc.assert(
      fc.property(text, fc.nat(), (plain, cut) => {
        const sealed = vault.encrypt(plain)
        expect(() => vault.decrypt(sealed.subarray(0, cut % sealed.length))).toThrow()
      }),
    )
  })

  it('refuse what another workspace encrypted', () => {
    const other = createVault({ encrypt: [key()], index: key(), sign: [key()] })
    expect(() => other.decrypt(vault.encrypt('x'))).toThrow(
      expect.objectContaining({ code: 'crypto.wrongKey' }),
    )
  })

  it('refuse a key of the right name and wrong bytes', () => {
    const imposter = createVault({ ...keys, encrypt: [{ id: keys.encrypt[0].id, bytes: newKeyBytes() }] })
    expect(() => imposter.decrypt(vault.encrypt('x'))).toThrow(
      expect.objectContaining({ code: 'crypto.wrongKey' }),
    )
  })

  it('read old values after the key was changed, and write with the new one', () => {
    const newest = key()
    const rotated = createVault({ ...keys, encrypt: [newest, keys.encrypt[0]] })
    expect(rotated.decrypt(vault.encrypt('old'))).toBe('old')
    expect(keyIdOf(rotated.encrypt('new'))).toBe(newest.id)
  })
})

describe('seal', () => {
  it('binds a value to its context', () => {
    const sealed = seal(keys.index, Buffer.from('secret'), 'workspace 1')
    expect(open(keys.index, sealed, 'workspace 1').toString()).toBe('secret')
    expect(() => open(keys.index, sealed, 'workspace 2')).toThrow()
  })
})

describe('blindIndex', () => {
  it('is equal exactly for equal kind and value', () => {
    fc.assert(
      fc.property(text, text, text, text, (kindA, a, kindB, b) => {
        const same = kindA === kindB && a === b
        expect(vault.blindIndex(kindA, a).equals(vault.blindIndex(kindB, b))).toBe(same)
      }),
    )
    expect(vault.blindIndex('phone', '1')).toHaveLength(32)
    expect(vault.blindIndex('ab', 'c').equals(vault.blindIndex('a', 'bc'))).toBe(false)
  })

  it('differs between workspaces', () => {
    const other = createVault({ ...keys, index: key() })
    expect(other.blindIndex('phone', '1').equals(vault.blindIndex('phone', '1'))).toBe(false)
  })
})

describe('sign and verify', () => {
  const payload = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean()))

  it('give back what was signed, in characters a link may hold', () => {
    fc.assert(
      fc.property(payload, (value) => {
        const token = vault.sign(value, 'click')
        expect(token).toMatch(/^[\w-]+\.[\w-]+$/)
        expect(vault.verify(token, 'click')).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('refuse another purpose, another key, and every altered character', () => {
    const token = vault.sign({ delivery: '1' }, 'click')
    const bad = expect.objectContaining({ code: 'crypto.badToken' })
    expect(() => vault.verify(token, 'unsubscribe')).toThrow(bad)
    expect(() => createVault({ ...keys, sign: [key()] }).verify(token, 'click')).toThrow(bad)
    for (let i = 0; i < token.length; i++) {
      const altered = `${token.slice(0, i)}${token[i] === 'A' ? 'B' : 'A'}${token.slice(i + 1)}`
      expect(() => vault.verify(altered, 'click')).toThrow(bad)
    }
  })

  it.each(['', '.', 'a', 'a.b', 'a.b.c', '..', '😀.😀'])('refuse %j', (token) => {
    expect(() => vault.verify(token, 'click')).toThrow(expect.objectContaining({ code: 'crypto.badToken' }))
  })

  it('honour links signed before the key was changed', () => {
    const rotated = createVault({ ...keys, sign: [key(), keys.sign[0]] })
    expect(rotated.verify(vault.sign({ a: 1 }, 'click'), 'click')).toEqual({ a: 1 })
  })
})
