// The reference of @liangti/models, a page per family, made from the docstrings; `test/models/examples.test.ts` runs
// the examples, so what a page claims has been seen.
import { join } from 'node:path'
import { readExports } from './docstrings.mjs'

/** Which lab methods show a family at the command line. */
const families = {
  value: { title: 'Customer value', lab: ['clv'] },
  linear: { title: 'Linear and logistic regression', lab: ['propensity'] },
  trees: { title: 'Boosted trees and forests', lab: ['propensity'] },
  calibration: { title: 'Calibration of probabilities', lab: ['propensity'] },
  disclosure: { title: 'Disclosure control', lab: [] },
  evaluation: { title: 'How good a score is', lab: ['propensity'] },
  uplift: { title: 'Uplift', lab: ['uplift'] },
  recommendation: { title: 'Recommendation', lab: ['recommend'] },
  baskets: { title: 'Baskets', lab: ['rules'] },
  segmentation: { title: 'Segmentation', lab: ['rfm', 'cluster'] },
  linkage: { title: 'Record linkage', lab: ['link'] },
  allocation: { title: 'Allocation under budgets', lab: ['allocate'] },
  experiments: { title: 'Experiments', lab: ['experiment'] },
  bandits: { title: 'Bandits', lab: ['bandit'] },
  attribution: { title: 'Attribution', lab: ['attribute'] },
  forecasting: { title: 'Forecasting', lab: ['forecast'] },
  text: { title: 'Coding of short notes', lab: ['code'] },
  habits: { title: 'Habits of answering', lab: [] },
  price: { title: 'Price elasticity', lab: ['elasticity'] },
  'to-sql': { title: 'Models as SQL', lab: ['propensity'] },
  scoring: { title: 'Scoring in the process', lab: ['propensity'] },
  assignment: { title: 'Assignment by salted hash', lab: [] },
  numerics: { title: 'Numerics', lab: [] },
  chance: { title: 'Seeded chance', lab: [] },
  data: { title: 'Tables and matrices', lab: [] },
  parallel: { title: 'Worker threads', lab: [] },
  errors: { title: 'Errors', lab: [] },
}

/** @returns {Record<string, string>} path → text */
export function modelsReference(root) {
  const entries = readExports(join(root, 'packages/models'))
  const known = [...new Set(entries.map(({ family }) => family))]
  const unnamed = known.filter((family) => !families[family])
  if (unnamed.length > 0)
    throw new Error(`scripts/models-reference.mjs has no title for ${unnamed.join(', ')}`)
  const files = {}
  for (const family of Object.keys(families).filter((name) => known.includes(name)))
    files[`docs/reference/models/${family}.md`] = page(
      family,
      entries.filter((e) => e.family === family),
    )
  files['docs/reference/models/README.md'] = contents(entries)
  return files
}

function contents(entries) {
  const rows = Object.entries(families)
    .map(([family, { title, lab }]) => {
      const own = entries.filter((e) => e.family === family && e.kind === 'function')
      return own.length === 0
        ? ''
        : `| [${title}](${family}.md) | ${own.map((e) => `\`${e.name}\``).join(', ')} | ${lab.map((name) => `\`${name}\``).join(', ')} |`
    })
    .filter((row) => row !== '')
  return `# @liangti/models\n\nMade from the docstrings of \`packages/models/src\` by \`npm run generate\`. The examples are run by the tests.\n\n| family | functions | at the command line, \`liangti lab …\` |\n|---|---|---|\n${rows.join('\n')}\n`
}

function page(family, entries) {
  const { title, lab } = families[family]
  const order = { function: 0, value: 1, type: 2 }
  const sorted = [...entries].sort(
    (a, b) => (a.example ? 0 : 1) - (b.example ? 0 : 1) || order[a.kind] - order[b.kind],
  )
  const shell =
    lab.length === 0
      ? ''
      : `\nAt the command line: ${lab.map((name) => `\`liangti lab ${name} --help\``).join(', ')}.\n`
  return `# ${title}\n\nMade from the docstrings of \`packages/models/src/${family}\` by \`npm run generate\`.\n${shell}\n${sorted.map(section).join('\n')}`
}

function section(entry) {
  const example = entry.example ? `\n\`\`\`ts\n${entry.example}\n\`\`\`\n` : ''
  return `## ${entry.name}\n\n\`\`\`ts\n${entry.signature}\n\`\`\`\n${prose(entry.doc)}${example}`
}

/** Tags become a list; the rest stays text. */
function prose(doc) {
  if (doc === '') return ''
  const lines = []
  for (const line of doc.split('\n')) {
    const tag = /^@(param|returns|throws)\s*(.*)$/.exec(line)
    if (tag) lines.push(`- ${tag[1] === 'param' ? '' : `*${tag[1]}* `}${tag[2]}`)
    else if (line.startsWith('Source:')) lines.push('', `*Source:* ${line.slice(7).trim()}`)
    else lines.push(line)
  }
  return `\n${lines.join('\n')}\n`
}
