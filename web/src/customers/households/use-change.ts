import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { HouseholdChange } from '../../api/types.ts'
import { useProblemText } from '../../ui/states.tsx'

/** Changes a household and says what came of it. */
export function useHouseholdChange(id: string) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const write = useWrite('post', '/households/{id}/changes', ['/households', '/customers'])
  const change = async (body: HouseholdChange) => {
    try {
      await write.mutateAsync({ path: { id }, body })
      void message.success(t(`households.changed.${body.change}`))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return { change, isPending: write.isPending }
}
