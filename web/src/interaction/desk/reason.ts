/** Why somebody is contacted. */
export interface Reason {
  en: string
  'zh-CN': string
}

/** Whether either language says something. */
export const hasReason = (reason: Reason) => reason.en.trim() !== '' || reason['zh-CN'].trim() !== ''

/** Both languages are kept; whoever writes one only says the same in both. */
export function bothOf({ en, 'zh-CN': zh }: Reason): Reason {
  const [a, b] = [en.trim(), zh.trim()]
  return { en: a || b, 'zh-CN': b || a }
}
