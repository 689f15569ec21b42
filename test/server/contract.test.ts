import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { declaredErrors } from '../../src/kit/errors.ts'
import { packageRoot } from '../../src/kit/paths.ts'
import { allEndpoints, namedShapes } from '../../src/server/endpoints.ts'
import { openApiDocument } from '../../src/server/openapi.ts'
import { configurationPage, errorsPage } from '../../src/server/reference.ts'

const sources = readdirSync(join(packageRoot(), 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name))

interface Operation {
  operationId: string
  responses: Record<string, unknown>
}
const document = openApiDocument(allEndpoints, namedShapes, '0.0.0') as {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, unknown> }
}

describe('the API description', () => {
  it('describes every endpoint, and nothing else', () => {
    const described = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { operationId }]) => `${operationId} ${method} ${path}`),
    )
    const declared = allEndpoints.map(
      ({ endpoint: { id, method, path } }) =>
        `${id} ${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`,
    )
    expect(described.sort()).toEqual(declared.sort())
  })

  it('knows every endpoint that a file of the rooms declares', () => {
    const declared = sources
      .filter((path) => path.endsWith('api.ts'))
      .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/defineEndpoint\(\{\s*id: '(\w+)'/g)])
      .map((match) => match[1])
    expect(declared.sort()).toEqual(allEndpoints.map(({ endpoint }) => endpoint.id).sort())
  })

  it('refers only to parts it has, and answers every error as a problem', () => {
    const text = JSON.stringify(document)
    const names = [...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map((match) => String(match[1]))
    expect(names.length).toBeGreaterThan(50)
    for (const name of names) expect(document.components.schemas).toHaveProperty(name)
    expect(text).not.toContain('#/$defs/')
    for (const item of Object.values(document.paths)) {
      for (const { responses } of Object.values(item)) expect(responses.default).toBeDefined()
    }
  })
})

describe('every declared error', async () => {
  const modules = sources.filter((path) => /= defineErrors\(/.test(readFileSync(path, 'utf8')))
  for (const path of modules) await import(pathToFileURL(path).href)
  const placeholders = new Proxy({}, { get: (_, name) => `{${String(name)}}` }) as never

  it.each(declaredErrors())('$code speaks both languages with the same details', ({ definition }) => {
    const en = definition.en(placeholders)
    const zh = definition['zh-CN'](placeholders)
    expect(zh).toMatch(/[\u4e00-\u9fff：]/)
    expect(en).not.toMatch(/[\u4e00-\u9fff]/)
    // A detail that is itself in words comes in two forms, `missing` and `missingZh`.
    const details = (text: string) =>
      [...new Set((text.match(/\{\w+\}/g) ?? []).map((name) => name.replace(/(Zh|En)\}$/, '}')))].sort()
    expect(details(zh)).toEqual(details(en))
  })

  it('is in the reference, as is every setting', () => {
    const page = errorsPage()
    for (const { code } of declaredErrors()) expect(page).toContain(`\`${code}\``)
    expect(configurationPage()).toContain('| `port` | `LIANGTI_PORT` | `4100` |')
  })
})
