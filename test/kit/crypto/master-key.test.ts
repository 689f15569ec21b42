import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMasterKey, readMasterKey } from '../../../src/kit/crypto/index.ts'

let dir: string
let path: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'liangti-key-'))
  path = join(dir, 'keys', 'master.key')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

describe('the master key file', () => {
  it('is absent at first, then 32 bytes that only its owner reads', () => {
    expect(readMasterKey(path)).toBeNull()
    const key = createMasterKey(path)
    expect(key).toHaveLength(32)
    expect(readMasterKey(path)).toEqual(key)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(dir, 'keys'))).toEqual(['master.key'])
  })

  it('is never replaced', () => {
    expect(createMasterKey(path)).toEqual(createMasterKey(path))
  })

  it('is refused when others may read it', () => {
    createMasterKey(path)
    chmodSync(path, 0o644)
    expect(() => readMasterKey(path)).toThrow(
      expect.objectContaining({ code: 'crypto.keyFileOpen', params: { path, mode: '644' } }),
    )
  })

  it.each([
    ['', 'empty'],
    ['c2hvcnQ=\n', '5 bytes'],
    ['not base64 at all!!', 'bytes'],
  ])('is refused when it holds %j', (content, problem) => {
    mkdirSync(join(dir, 'keys'))
    writeFileSync(path, content, { mode: 0o600 })
    expect(() => readMasterKey(path)).toThrow(expect.objectContaining({ code: 'crypto.keyFileDamaged' }))
    expect(() => readMasterKey(path)).toThrow(problem)
  })

  it('is refused when it is a folder', () => {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    expect(() => readMasterKey(path)).toThrow('not a file')
  })
})
