import { z } from 'zod'
import { companyNumber, isSoleTrader } from '../../companies/number.ts'
import { holdsIdentifier } from '../../privacy/text-guard.ts'
import { dateReader, plainReader, type ReadScope, textReader } from '../field-readers.ts'
import type { Mapping } from '../mapping.schema.ts'
import type { ConvertSettings } from './converted.ts'

/** Where a row says somebody works, on its way to the ledger: [company, number, department, title, since]. */
export const stagedWork = z.tuple([
  z.string(),
  z.string().nullable(),
  z.string(),
  z.string(),
  z.iso.date().nullable(),
])
export type StagedWork = z.output<typeof stagedWork>

/** @returns a reader giving where the row says somebody works as JSON, '' where it says nothing */
export function worksReader(
  mapping: Mapping,
  scope: ReadScope,
  settings: ConvertSettings,
): (cells: readonly string[]) => string {
  const { fields } = mapping
  if (!fields.company && !fields.company_number) return () => ''
  const company = plainReader('company', fields.company, scope)
  const number = plainReader('company_number', fields.company_number, scope)
  const department = textReader('department', fields.department, scope)
  const title = textReader('job_title', fields.job_title, scope)
  // A day of the calendar, in no zone.
  const since = dateReader('company_since', fields.company_since, 'UTC', scope)
  const wrong = (field: string, code: 'bad_company' | 'sole_trader' = 'bad_company') => {
    scope.problems.push({ code, field })
    return null
  }
  return (cells) => {
    const written = company(cells)
    const name = holdsIdentifier(written) ? (wrong('company') ?? '') : written
    const code = number(cells)
    const checked = code === '' ? null : (companyNumber(code) ?? wrong('company_number'))
    const begun = since(cells)
    const day =
      begun === null
        ? null
        : begun > settings.nowMs
          ? wrong('company_since')
          : new Date(begun).toISOString().slice(0, 10)
    if (isSoleTrader(name, checked)) {
      // The name of a person, which has no place in the warehouse, not even among waiting rows.
      wrong(name === '' ? 'company_number' : 'company', 'sole_trader')
      return ''
    }
    const work: StagedWork = [name, checked, department(cells), title(cells).slice(0, 120), day]
    return name === '' && checked === null ? '' : JSON.stringify(work)
  }
}
