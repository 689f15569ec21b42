const dayMs = 86_400_000

/**
 * Until when a request has to be answered: fifteen working days (Mondays to Fridays of the workspace's zone; public
 * holidays are not known and would only give more time), or the same day of the next month, or its last.
 */
export function dueAt(received: Date, within: 'fifteen_working_days' | 'one_month', timeZone: string): Date {
  if (within === 'one_month') {
    const due = new Date(received)
    due.setUTCMonth(due.getUTCMonth() + 1)
    // 31 January: there is no 31 February, and JavaScript would go on into March.
    if (due.getUTCDate() !== received.getUTCDate()) due.setUTCDate(0)
    return due
  }
  const weekday = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short' })
  let due = received
  for (let left = 15; left > 0; ) {
    due = new Date(due.getTime() + dayMs)
    if (!['Sat', 'Sun'].includes(weekday.format(due))) left--
  }
  return due
}
