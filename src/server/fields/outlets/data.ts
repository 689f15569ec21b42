import type { Outlet } from './outlet.ts'

const raw: Outlet = { needs: ['raw'] }

/** Rows as they came in, and what the mail catcher caught. */
export const data: Readonly<Record<string, Outlet>> = {
  previewImport: raw,
  uploadFile: raw,
  sampleSource: raw,
  listRejects: raw,
  downloadRejects: { ...raw, raw: true },
  changeRejects: raw,
  replaceInRejects: raw,
  dropRejects: raw,
  previewRejects: raw,
  rejectsMapping: raw,
  getRepair: raw,
  listQuarantine: raw,
  replayEvent: raw,
  tailSource: raw,
  listCaught: { needs: ['email', 'name', 'raw'] },
  listCaughtSms: { needs: ['phone', 'name', 'raw'] },
  answerCaughtSms: { needs: ['phone', 'name', 'raw'] },
  listConversations: { needs: ['email', 'name', 'raw'] },
  getConversation: { needs: ['email', 'name', 'raw'] },
  searchConversations: { needs: ['email', 'name', 'raw'] },
  countConversations: {},
  undoConversationLink: {},
  prospectOfConversation: {},
  changeConversation: {},
  answerConversation: {},
  getCaught: { needs: ['email', 'name', 'raw'], raw: true },
}
