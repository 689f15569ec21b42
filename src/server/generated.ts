import { allEndpoints, namedShapes } from './endpoints.ts'
import { openApiDocument } from './openapi.ts'
import { configurationPage, errorsPage } from './reference.ts'

/** What `scripts/generate.mjs` writes: path in the checkout → content. */
export function generatedFiles(version: string): Record<string, string> {
  return {
    'docs/reference/openapi.json': `${JSON.stringify(openApiDocument(allEndpoints, namedShapes, version), null, 2)}\n`,
    'docs/reference/configuration.md': configurationPage(),
    'docs/reference/errors.md': errorsPage(),
  }
}
