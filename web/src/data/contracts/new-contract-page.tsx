import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useCall, useSlug } from '../../api/hooks.ts'
import { useGo } from '../../ui/go.tsx'
import { Page } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { ContractEditor } from './editor.tsx'
import { useSubject } from './subject.ts'

/** A first contract, drafted from what has come. */
export function NewContractPage() {
  const { t } = useTranslation()
  const [url] = useUrlState()
  const slug = useSlug()
  const call = useCall()
  const go = useGo()
  const subjectName = useSubject()
  const sourceId = url.source ?? ''
  const subject = url.subject ?? ''
  const query = useQuery({
    queryKey: [slug, '/contracts/propose', sourceId, subject],
    queryFn: () => call('post', '/contracts/propose', { body: { sourceId, subject } }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Page
      title={t('quality.contracts.edit', { subject: subjectName(subject) })}
      answers={t('quality.contracts.draft')}
      back={{ to: '/data/contracts', label: t('quality.contracts.title') }}
    >
      <Loaded query={query} where={t('quality.contracts.title')} height={400}>
        {(body) => (
          <ContractEditor
            start={{ sourceId, subject, mode: 'watch', version: 0, body }}
            onSaved={(contract) => go(`/data/contracts/${contract.id}`)}
          />
        )}
      </Loaded>
    </Page>
  )
}
