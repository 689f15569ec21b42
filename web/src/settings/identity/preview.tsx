import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import { useKindName } from '../../customers/identity/kind-name.ts'
import { ErrorState } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import type { Rule } from './rules.tsx'

/** What looking for duplicates by the rules as they stand on the page would do; nothing is changed by asking. */
export function Preview({ rules }: { rules: readonly Rule[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const kindName = useKindName()
  const ask = useWrite('post', '/identity/rules/preview', [])
  const found = ask.data?.rules
  return (
    <div className="stack-tight" aria-live="polite">
      <p className="bar">
        <Button loading={ask.isPending} onClick={() => ask.mutate({ body: { rules: [...rules] } })}>
          {t('identity.settings.preview')}
        </Button>
        <span className="faint">{t('identity.settings.previewHelp')}</span>
      </p>
      {ask.error ? <ErrorState error={ask.error} /> : null}
      {found ? (
        <>
          <p>
            {t('identity.settings.would', {
              merges: format.integer(found.reduce((sum, rule) => sum + rule.merges, 0)),
              proposals: format.integer(found.reduce((sum, rule) => sum + rule.proposals, 0)),
            })}
          </p>
          <DataTable
            label={t('identity.settings.preview')}
            rows={found}
            rowKey={(rule) => rule.kind}
            columns={[
              { key: 'kind', title: t('identity.settings.kind'), render: (rule) => kindName(rule.kind) },
              {
                key: 'shared',
                title: t('identity.settings.shared'),
                figure: true,
                render: (rule) => `${format.integer(rule.shared)}${rule.cut ? '+' : ''}`,
              },
              {
                key: 'many',
                title: t('identity.settings.tooMany'),
                figure: true,
                render: (rule) => format.integer(rule.tooMany),
              },
              {
                key: 'merges',
                title: t('identity.settings.merges'),
                figure: true,
                render: (rule) => format.integer(rule.merges),
              },
              {
                key: 'proposals',
                title: t('identity.settings.proposals'),
                figure: true,
                render: (rule) => format.integer(rule.proposals),
              },
            ]}
          />
        </>
      ) : null}
    </div>
  )
}
