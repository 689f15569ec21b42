import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { Part } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useLocal } from '../../ui/use-format.ts'

/** Every decision about people the program takes by itself, and what it does for whoever refused that. */
export function AutomatedDecisions() {
  const { t } = useTranslation()
  const local = useLocal()
  const query = useRead('/automated-decisions', {}, { staleTime: 600_000 })
  return (
    <Part title={t('privacy.automated.title')}>
      <p className="form-narrow soft">{t('privacy.automated.help')}</p>
      <Loaded query={query} where={t('privacy.automated.title')} height={320}>
        {({ items }) => (
          <DataTable
            label={t('privacy.automated.title')}
            rows={items}
            rowKey={(row) => row.id}
            columns={[
              {
                key: 'what',
                title: t('privacy.automated.what'),
                width: '30%',
                render: (row) => (
                  <>
                    {local(row.name)}
                    <span className="row-help above">{local(row.what)}</span>
                  </>
                ),
              },
              {
                key: 'data',
                title: t('privacy.automated.data'),
                width: '18%',
                render: (row) => local(row.data),
              },
              {
                key: 'effect',
                title: t('privacy.automated.effect'),
                width: '18%',
                render: (row) => local(row.effect),
              },
              {
                key: 'out',
                title: t('privacy.automated.optOut'),
                render: (row) => (
                  <>
                    {t(`privacy.automated.kinds.${row.optOut}`)}
                    <span className="row-help above">{local(row.how)}</span>
                  </>
                ),
              },
            ]}
          />
        )}
      </Loaded>
    </Part>
  )
}
