import { App } from 'antd'
import { useState } from 'react'
import { requestHeaders, signedOut } from '../../api/client.ts'
import { useSlug } from '../../api/hooks.ts'
import { offlineProblem, problemFrom } from '../../api/problem.ts'
import { saveBlob } from '../download.ts'
import { useProblemText } from '../states.tsx'

/**
 * Fetches a file and saves it. Asked for with a body, so that what was searched for stands in no address.
 * @param path within the workspace: `/customers/export`
 */
export function useFile(path: string) {
  const slug = useSlug()
  const { message } = App.useApp()
  const problem = useProblemText()
  const [busy, setBusy] = useState(false)
  /** @returns whether it was saved; why not is shown */
  const take = async (body: object, name: string): Promise<boolean> => {
    setBusy(true)
    try {
      const answer = await fetch(`/api/workspaces/${encodeURIComponent(slug)}${path}`, {
        method: 'POST',
        headers: { ...requestHeaders(), 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }).catch(() => {
        throw offlineProblem()
      })
      if (answer.status === 401) signedOut()
      if (!answer.ok) throw problemFrom(answer.status, await answer.json().catch(() => null))
      saveBlob(await answer.blob(), name)
      return true
    } catch (error) {
      void message.error(problem(error))
      return false
    } finally {
      setBusy(false)
    }
  }
  return { busy, take }
}
