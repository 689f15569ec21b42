import { App } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { requestHeaders, signedOut } from '../../api/client.ts'
import { useSlug } from '../../api/hooks.ts'
import { offlineProblem, problemFrom } from '../../api/problem.ts'
import type { SmallGroupChoice } from '../../api/types.ts'
import { saveBlob } from '../../ui/download.ts'
import { useProblemText } from '../../ui/states.tsx'
import type { ListState } from './list-state.ts'
import { listBody } from './use-customers.ts'

/** The list as a file. Sent as a change, so that what was searched for stands in no address. */
export function useExport(state: ListState, search: string) {
  const { t } = useTranslation()
  const slug = useSlug()
  const { message } = App.useApp()
  const problem = useProblemText()
  const [busy, setBusy] = useState(false)
  const run = async (reason: string, purpose: string, smallGroups: SmallGroupChoice | null) => {
    setBusy(true)
    try {
      const answer = await fetch(`/api/workspaces/${encodeURIComponent(slug)}/customers/export`, {
        method: 'POST',
        headers: { ...requestHeaders(), 'content-type': 'application/json' },
        body: JSON.stringify({
          ...listBody(state, search),
          reason,
          purpose,
          ...(smallGroups && { smallGroups }),
        }),
      }).catch(() => {
        throw offlineProblem()
      })
      if (answer.status === 401) signedOut()
      if (!answer.ok) throw problemFrom(answer.status, await answer.json().catch(() => null))
      // The name says what was done to the rows.
      const suffix = smallGroups ? `-${t(`customers.export.groups.name.${smallGroups}`)}` : ''
      saveBlob(await answer.blob(), `${t('customers.export.file')}${suffix}.csv`)
    } catch (error) {
      void message.error(problem(error))
    } finally {
      setBusy(false)
    }
  }
  return { busy, run }
}
