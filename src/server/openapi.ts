import { z } from 'zod'
import type { Endpoint } from '../kit/api.ts'
import { problem } from '../kit/api-shapes.ts'
import type { TaggedEndpoint } from './endpoints.ts'

type Json = { [key: string]: unknown }
type Direction = 'input' | 'output'

/** Name of the session cookie and of the header that proves a request comes from our own pages. */
export const sessionCookie = 'liangti_session'
export const csrfHeader = 'x-csrf-token'

/**
 * OpenAPI 3.1 of the endpoints given. Requests are described as they are sent (defaults optional), answers as they
 * arrive (defaults filled in).
 */
export function openApiDocument(
  endpoints: readonly TaggedEndpoint[],
  shapes: ReadonlyMap<string, z.ZodType>,
  version: string,
): Json {
  nameShapes(shapes)
  const schemas: Json = {}
  hoisted(jsonSchema(problem, 'output'), 'Problem', 'output', schemas)
  const paths: Record<string, Json> = {}
  for (const { tag, endpoint } of endpoints) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}')
    const item = paths[path] ?? {}
    paths[path] = item
    item[endpoint.method.toLowerCase()] = operation(endpoint, tag, schemas)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Liangti 量体',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'Console and automation. Every error is application/problem+json. Lists page by cursor. Money is in minor units, times are UTC.',
    },
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      responses: {
        Problem: {
          description: 'What was wrong, where, and what to do',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: sessionCookie },
        csrf: { type: 'apiKey', in: 'header', name: csrfHeader },
        key: { type: 'http', scheme: 'bearer', description: 'An API key of one workspace: lt_…' },
      },
    },
  }
}

function operation(endpoint: Endpoint, tag: string, schemas: Json): Json {
  const described = (schema: z.ZodType, part: string, io: Direction) =>
    hoisted(jsonSchema(schema, io), `${endpoint.id}_${part}`, io, schemas)
  const parameters = [
    ...(endpoint.params ? parametersOf(described(endpoint.params, 'params', 'input'), 'path') : []),
    ...(endpoint.query ? parametersOf(described(endpoint.query, 'query', 'input'), 'query') : []),
  ]
  const type = endpoint.responseType?.split(';')[0] ?? 'application/json'
  const answer = endpoint.responseType
    ? { type: 'string' }
    : described(endpoint.response, 'response', 'output')
  return {
    operationId: endpoint.id,
    summary: endpoint.summary,
    tags: [tag],
    'x-permission': endpoint.permission,
    ...(endpoint.ratePerMinute === undefined ? {} : { 'x-rate-per-minute': endpoint.ratePerMinute }),
    security: securityOf(endpoint),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...requestBody(endpoint, described),
    responses: {
      200: { description: endpoint.summary, content: { [type]: { schema: answer } } },
      default: { $ref: '#/components/responses/Problem' },
    },
  }
}

function securityOf(endpoint: Endpoint): Json[] {
  if (endpoint.permission === 'public') return []
  const session = endpoint.method === 'GET' ? { session: [] } : { session: [], csrf: [] }
  return [session, { key: [] }]
}

function requestBody(
  endpoint: Endpoint,
  described: (schema: z.ZodType, part: string, io: Direction) => Json,
): Json {
  if (endpoint.upload) {
    const file = { type: 'string', contentMediaType: 'application/octet-stream' }
    const schema = { type: 'object', required: ['file'], properties: { file } }
    return {
      requestBody: {
        required: true,
        description: `One file of at most ${endpoint.upload.maxBytes} bytes`,
        content: { 'multipart/form-data': { schema } },
      },
    }
  }
  if (!endpoint.body) return {}
  const schema = described(endpoint.body, 'body', 'input')
  const type = endpoint.bodyType === 'form' ? 'application/x-www-form-urlencoded' : 'application/json'
  return { requestBody: { required: true, content: { [type]: { schema } } } }
}

function parametersOf(schema: Json, place: 'path' | 'query'): Json[] {
  const required = new Set((schema.required as string[] | undefined) ?? [])
  return Object.entries((schema.properties as Record<string, Json>) ?? {}).map(
    ([name, { description, ...rest }]) => ({
      name,
      in: place,
      required: place === 'path' || required.has(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    }),
  )
}

function jsonSchema(schema: z.ZodType, io: Direction): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema: node }) => {
      // The format says it; the pattern of a calendar day fills half a screen each time.
      if (node.format === 'date-time' || node.format === 'date' || node.format === 'email')
        delete node.pattern
      // Answers may gain fields; a client that refuses them would break at the next release.
      if (io === 'output' && node.additionalProperties === false) delete node.additionalProperties
    },
  }) as Json
  return rest
}

/** Shared and recursive parts move to the components: their own root is not the document's. */
function hoisted(schema: Json, name: string, io: Direction, schemas: Json): Json {
  const { $defs, ...root } = schema as { $defs?: Record<string, Json> } & Json
  const rename = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(rename)
    if (typeof node !== 'object' || node === null) return node
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) =>
        key === '$ref' && typeof value === 'string'
          ? [key, referenceTo(value, name, io)]
          : [key, rename(value)],
      ),
    )
  }
  for (const [part, definition] of Object.entries($defs ?? {})) {
    schemas[componentName(name, part, io)] = rename(definition)
  }
  const renamed = rename(root) as Json
  if (!JSON.stringify(root).includes('"$ref":"#"')) return renamed
  schemas[name] = renamed
  return { $ref: `#/components/schemas/${name}` }
}

function referenceTo(reference: string, name: string, io: Direction): string {
  if (reference === '#') return `#/components/schemas/${name}`
  return `#/components/schemas/${componentName(name, reference.replace('#/$defs/', ''), io)}`
}

function componentName(name: string, part: string, io: Direction): string {
  // Named shapes are shared by all who use them; the others are numbered by zod within one schema.
  if (part.startsWith('__schema')) return `${name}_${part.slice('__schema'.length)}`
  if (part.endsWith('Input')) return io === 'input' ? part : `${part}Filled`
  return io === 'input' ? `${part}Input` : part
}

/** A registry that knows the shapes by name, so that zod refers to them instead of repeating them. */
function nameShapes(shapes: ReadonlyMap<string, z.ZodType>): void {
  for (const [id, schema] of shapes) z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id })
}
