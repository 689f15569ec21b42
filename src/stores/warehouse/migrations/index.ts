import type { Migration } from '../migrate.ts'
import { facts } from './0001-facts.ts'
import { populations } from './0002-populations.ts'
import { identity } from './0003-identity.ts'
import { quality } from './0004-quality.ts'
import { ingest } from './0005-ingest.ts'
import { profiles } from './0007-profiles.ts'
import { values } from './0008-values.ts'
import { households } from './0010-households.ts'
import { consentStates } from './0011-consent-states.ts'
import { governance } from './0012-governance.ts'
import { companies } from './0014-companies.ts'
import { dates } from './0015-dates.ts'
import { knowledge } from './0016-knowledge.ts'
import { needs } from './0016-needs.ts'
import { prospects } from './0017-prospects.ts'
import { merges } from './0021-merges.ts'
import { traits } from './0022-traits.ts'

/** In order; never edited once released. */
export const migrations: readonly Migration[] = [
  { id: '0001-facts', statements: facts },
  { id: '0002-populations', statements: populations },
  { id: '0003-identity', statements: identity },
  { id: '0004-quality', statements: quality },
  { id: '0005-ingest', statements: ingest },
  { id: '0007-profiles', statements: profiles },
  { id: '0008-values', statements: values },
  { id: '0010-households', statements: households },
  { id: '0011-consent-states', statements: consentStates },
  { id: '0012-governance', statements: governance },
  { id: '0014-companies', statements: companies },
  { id: '0015-dates', statements: dates },
  { id: '0016-needs', statements: needs },
  { id: '0016-knowledge', statements: knowledge },
  { id: '0017-prospects', statements: prospects },
  { id: '0021-merges', statements: merges },
  { id: '0022-traits', statements: traits },
]
