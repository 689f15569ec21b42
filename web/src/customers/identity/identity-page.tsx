import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, useWrite } from '../../api/hooks.ts'
import { Page } from '../../ui/page.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { CustomersTabs } from '../customers-tabs.tsx'
import { Compare } from './compare.tsx'
import { MergeHistory } from './merge-history.tsx'
import { ReviewQueue } from './review-queue.tsx'

/** Which records are one person: what waits for a decision, and what was decided. */
export function IdentityPage() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const mayMerge = useMay('customers.merge')
  const find = useWrite('post', '/identity/find', ['/identity', '/customers'])
  const look = async () => {
    try {
      const { merged, proposed } = await find.mutateAsync({})
      void message.success(t('identity.found', { merged, proposed }))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Page
      title={t('identity.title')}
      answers={t('identity.answers')}
      actions={
        mayMerge ? (
          <Button type="primary" loading={find.isPending} onClick={() => void look()}>
            {t('identity.find')}
          </Button>
        ) : null
      }
    >
      <CustomersTabs />
      <ReviewQueue mayMerge={mayMerge} />
      <Compare mayMerge={mayMerge} />
      <MergeHistory />
    </Page>
  )
}
