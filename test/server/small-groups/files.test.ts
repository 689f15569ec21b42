import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { commands } from '../../../src/cli/commands.ts'
import { packageRoot } from '../../../src/kit/paths.ts'
import { allEndpoints } from '../../../src/server/endpoints.ts'
import { outlets } from '../../../src/server/fields/outlets.ts'
import { commandRules, fileRules } from '../../../src/server/small-groups/files.ts'

const files = allEndpoints
  .map(({ endpoint }) => endpoint)
  .filter(({ responseType }) => responseType !== undefined)

describe('what leaves as a file', () => {
  it('has a rule, each endpoint and each command', () => {
    expect(Object.keys(fileRules).sort()).toEqual(files.map(({ id }) => id).sort())
    expect(Object.keys(commandRules).sort()).toEqual(commands.map(({ name }) => name).sort())
  })

  it('of people in groups is asked for with a purpose, a reason and what to do about few', () => {
    const grouped = files.filter(({ id }) => fileRules[id]?.rows === 'groups')
    expect(grouped.length).toBeGreaterThan(0)
    for (const { id, body, permission, method } of grouped) {
      const shape = body instanceof z.ZodObject ? Object.keys(body.shape) : []
      expect(shape, id).toEqual(expect.arrayContaining(['purpose', 'reason', 'smallGroups']))
      // What it is for stands in no address.
      expect([permission, method], id).toEqual(['customers.export', 'POST'])
    }
  })

  it('of single people is open to nobody by chance: it is cut by field, or made for one', () => {
    for (const { id, permission } of files) {
      if (fileRules[id]?.rows !== 'singles' || permission === 'public') continue
      expect(outlets[id]?.needs?.length ?? 0, id).toBeGreaterThan(0)
      expect(permission, id).not.toBe('workspace.read')
    }
  })

  it('is written down under the name the rule gives', () => {
    const audited = Object.values(fileRules).flatMap((rule) =>
      'audit' in rule && rule.audit !== null ? [rule.audit] : [],
    )
    const written = [
      'src/customer/profiles/list/export.ts',
      'src/customer/companies/file.ts',
      'src/campaign/plans/routes.ts',
      'src/customer/imports/routes.ts',
      'src/customer/privacy/routes.ts',
      'src/interaction/desk/dialler/dialler.ts',
      'src/interaction/letters/index.ts',
      'src/campaign/media/routes.ts',
    ]
      .map((file) => readFileSync(join(packageRoot(), file), 'utf8'))
      .join('\n')
    for (const action of audited) expect(written).toContain(`'${action}'`)
  })
})
