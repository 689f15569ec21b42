// Reads what @liangti/models says of itself: the exports of its index.ts, each with its docstring and signature.
import { readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'

const source = (path) => ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)

/**
 * Every export of the package's face.
 * @returns {{ name: string, family: string, kind: 'function'|'type'|'value', doc: string, signature: string, example: string | null }[]}
 */
export function readExports(packageDir) {
  const src = join(packageDir, 'src')
  const index = source(join(src, 'index.ts'))
  const entries = []
  for (const statement of index.statements) {
    if (!ts.isExportDeclaration(statement) || !statement.exportClause || !statement.moduleSpecifier) continue
    const path = resolve(src, statement.moduleSpecifier.text)
    const declarations = declarationsOf(path)
    for (const element of statement.exportClause.elements) {
      const name = (element.propertyName ?? element.name).text
      const found = declarations.get(name)
      if (!found) throw new Error(`${relative(packageDir, path)} does not declare ${name}`)
      entries.push({ ...found, name: element.name.text, family: familyOf(relative(src, path)) })
    }
  }
  return entries
}

const familyOf = (path) => (dirname(path) === '.' ? 'errors' : dirname(path).split('/')[0])

const read = new Map()
function declarationsOf(path) {
  const kept = read.get(path)
  if (kept) return kept
  const file = source(path)
  const declarations = new Map()
  for (const statement of file.statements) {
    const exported = ts.canHaveModifiers(statement)
      ? ts.getModifiers(statement)?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword)
      : false
    if (!exported) continue
    const name = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations[0].name.getText(file)
      : statement.name?.text
    if (name) declarations.set(name, describe(statement, file))
  }
  read.set(path, declarations)
  return declarations
}

function describe(statement, file) {
  const { text, example } = docOf(statement, file)
  const kind = ts.isFunctionDeclaration(statement)
    ? 'function'
    : ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)
      ? 'type'
      : 'value'
  return { kind, doc: text, example, signature: signatureOf(statement, file) }
}

/** The comment's text with its stars taken off; the @example is kept apart. */
function docOf(statement, file) {
  const comment = ts.getJSDocCommentsAndTags(statement).filter(ts.isJSDoc).at(-1)
  if (!comment) return { text: '', example: null }
  const lines = comment
    .getText(file)
    .replace(/^\/\*\*/, '')
    .replace(/\*\/$/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
  const start = lines.findIndex((line) => line.trim().startsWith('@example'))
  if (start < 0) return { text: lines.join('\n').trim(), example: null }
  let end = start + 1
  while (end < lines.length && !/^(@|Source:)/.test(lines[end].trim())) end++
  const example = lines
    .slice(start, end)
    .join('\n')
    .replace(/^\s*@example\s*/, '')
    .replaceAll(/^```\w*\n?/gm, '')
    .trim()
  return { text: [...lines.slice(0, start), ...lines.slice(end)].join('\n').trim(), example }
}

function signatureOf(statement, file) {
  if (ts.isFunctionDeclaration(statement)) {
    const end = statement.body ? statement.body.getStart(file) : statement.end
    return file.text
      .slice(statement.getStart(file), end)
      .replace(/^export /, '')
      .trim()
  }
  if (ts.isVariableStatement(statement)) {
    const [declaration] = statement.declarationList.declarations
    const type = declaration.type?.getText(file)
    const value = declaration.initializer?.getText(file) ?? ''
    return `const ${declaration.name.getText(file)}${type ? `: ${type}` : value.length < 60 ? ` = ${value}` : ''}`
  }
  if (ts.isClassDeclaration(statement))
    return `class ${statement.name.text}${statement.heritageClauses ? ` ${statement.heritageClauses.map((h) => h.getText(file)).join(' ')}` : ''}`
  return statement.getText(file).replace(/^export /, '')
}
