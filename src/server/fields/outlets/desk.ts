import type { Outlet } from './outlet.ts'

/** Letters are printed and addressed: whoever may not see name or address cannot take their files. */
const letter: Outlet = { needs: ['name', 'address'], raw: true }

/**
 * The call desk. Whoever holds a task sees its customer by the limits of their role: the profile in it is made under them,
 * names and numbers as well.
 */
export const desk: Readonly<Record<string, Outlet>> = {
  takeNextDeskTask: {},
  openDeskTask: {},
  undoDeskOutcome: {},
  listMyDeskTasks: {},
  listDeskTasks: {},
  addDeskTask: {},
  // Made of a profile under the same limits.
  previewDeskScript: {},
  takeAudienceFile: { needs: ['email', 'phone'], raw: true },
  checkAudienceFile: {},
  printLetterBatch: letter,
  printLetterLabels: letter,
  exportLetterBatch: letter,
  dialDeskTask: { needs: ['phone'] },
  exportDiallerList: { needs: ['phone'], raw: true },
}
