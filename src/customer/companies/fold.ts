/** One word about where somebody works. */
export interface Statement {
  companyId: string
  said: 'works' | 'left' | 'never'
  departmentId: string | null
  role: string | null
  title: string | null
  /** Calendar days YYYY-MM-DD; `until` is the first day they are no longer there. */
  since: string | null
  until: string | null
  keepsOthers: boolean
  saidOn: string
  /** The system that said it; null: a person, by hand. */
  source: string | null
  importId: string | null
}

/** A time somebody worked somewhere. */
export interface Stay {
  companyId: string
  departmentId: string | null
  role: string | null
  title: string | null
  /** null: nobody said since when. */
  since: string | null
  /** null: they are there. */
  until: string | null
}

interface Held extends Stay {
  importId: string | null
}

const later = (one: string | null, other: string): string => (one !== null && one > other ? one : other)

/**
 * Where somebody worked and works, from all that was said, in the order it was said. The newest word counts, but a
 * system that only repeats itself says nothing new: a file of yesterday, read again, takes nobody back to where they left.
 * Who begins somewhere has left where they were, unless it is said that they stay there too.
 */
export function foldStays(statements: readonly Statement[]): Stay[] {
  const stays: Held[] = []
  const told = new Map<string, { importId: string | null; companies: Set<string> }>()
  for (const word of statements) {
    if (word.said === 'works') {
      const isRepeated = repeats(told, word)
      if (word.until !== null) past(stays, word)
      else works(stays, word, isRepeated)
    } else if (word.said === 'left') {
      const open = openAt(stays, word.companyId)
      if (open) open.until = later(open.since, word.until ?? word.saidOn)
    } else {
      for (let i = stays.length - 1; i >= 0; i--)
        if (stays[i]?.companyId === word.companyId) stays.splice(i, 1)
    }
  }
  return stays.map(({ importId: _, ...stay }) => stay)
}

/** Whether the system said the same the last time it spoke of this person; notes that it spoke. */
function repeats(
  told: Map<string, { importId: string | null; companies: Set<string> }>,
  { source, importId, companyId }: Statement,
): boolean {
  if (source === null) return false
  const before = told.get(source)
  const isRepeated = before?.companies.has(companyId) ?? false
  if (before && before.importId === importId) before.companies.add(companyId)
  else told.set(source, { importId, companies: new Set([companyId]) })
  return isRepeated
}

const openAt = (stays: readonly Held[], companyId: string) =>
  stays.find((stay) => stay.companyId === companyId && stay.until === null)

function works(stays: Held[], word: Statement, isRepeated: boolean): void {
  const { companyId, departmentId, role, title, since, importId } = word
  const open = openAt(stays, companyId)
  if (open) {
    open.departmentId = departmentId ?? open.departmentId
    open.role = role ?? open.role
    open.title = title ?? open.title
    open.since = since ?? open.since
    open.importId = importId
    return
  }
  if (isRepeated) return
  const begins = since ?? (stays.length === 0 ? null : word.saidOn)
  const former = stays.findLast((stay) => stay.companyId === companyId)
  if (former && begins !== null && former.until !== null && former.until > begins) {
    // They never went, or came back before they had gone.
    Object.assign(former, {
      until: null,
      importId,
      departmentId: departmentId ?? former.departmentId,
      role: role ?? former.role,
      title: title ?? former.title,
      since: former.since === null || former.since < begins ? former.since : begins,
    })
  } else stays.push({ companyId, departmentId, role, title, since: begins, until: null, importId })
  if (word.keepsOthers) return
  // Two rows of one file are two places at once.
  for (const stay of stays)
    if (
      stay.until === null &&
      stay.companyId !== companyId &&
      (importId === null || stay.importId !== importId)
    )
      stay.until = later(stay.since, since ?? word.saidOn)
}

/** A time that is over: it changes nothing of where they are. */
function past(stays: Held[], word: Statement): void {
  const { companyId, departmentId, role, title, since, importId } = word
  const until = word.until ?? word.saidOn
  const same = stays.find((stay) => stay.companyId === companyId && stay.since === since)
  const stay = { companyId, departmentId, role, title, since, until: later(since, until), importId }
  if (same) Object.assign(same, stay)
  else stays.push(stay)
}
