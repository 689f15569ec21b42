import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { CompanyChange } from '../../api/types.ts'
import { useProblemText } from '../../ui/states.tsx'

/** Changes a company and says what came of it. */
export function useCompanyChange(id: string) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const write = useWrite('post', '/companies/{id}/changes', [
    '/companies',
    '/company-proposals',
    '/customers',
  ])
  const change = async (body: CompanyChange): Promise<boolean> => {
    try {
      await write.mutateAsync({ path: { id }, body })
      void message.success(t(body.change === 'join' ? 'companies.one.joined' : 'companies.one.done'))
      return true
    } catch (error) {
      void message.error(problem(error))
      return false
    }
  }
  return { change, isPending: write.isPending }
}
