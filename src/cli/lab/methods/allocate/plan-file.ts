import type { Allocation } from '@liangti/models'
import type { NamedProblem } from './instance.ts'

/** The plan as CSV: who gets what, its value and what it takes of each budget. */
export function planFile({ problem, customers, budgets, options }: NamedProblem, plan: Allocation): string {
  const lines = [['customer', 'option', 'value', ...budgets].map(cell).join()]
  const m = budgets.length
  let owner = 0
  for (const k of plan.chosen) {
    while ((problem.starts[owner + 1] as number) <= k) owner += 1
    const option = problem.options?.[k] ?? k - (problem.starts[owner] as number)
    const costs = Array.from(problem.costs.subarray(k * m, (k + 1) * m), String)
    lines.push(
      [
        cell(customers?.[owner] ?? String(owner + 1)),
        cell(options[option] ?? String(option + 1)),
        String(problem.values[k]),
        ...costs,
      ].join(),
    )
  }
  return `${lines.join('\n')}\n`
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
