import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { ComputedAt } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { Page } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { DataTabs } from '../data-tabs.tsx'
import { Lacking } from './lacking.tsx'
import { FieldMatrix } from './matrix.tsx'
import { Requests } from './requests.tsx'

/** Which field comes from which source, what an objective lacks, and what was asked of others. */
export function FieldMapsPage() {
  const { t } = useTranslation()
  const query = useRead('/field-map')
  return (
    <Page
      title={t('quality.map.title')}
      answers={t('quality.map.answers')}
      actions={<ComputedAt at={query.data?.computedAt} />}
    >
      <DataTabs />
      <Loaded query={query} where={t('quality.map.title')} height={480}>
        {(map) =>
          map.sources.length === 0 ? (
            <EmptyState
              title={t('quality.map.empty')}
              action={<Go to="/data">{t('quality.map.toImport')}</Go>}
            >
              {t('quality.map.emptyHelp')}
            </EmptyState>
          ) : (
            <>
              <Lacking map={map} />
              <Requests />
              <FieldMatrix map={map} />
            </>
          )
        }
      </Loaded>
    </Page>
  )
}
