import { Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import { Mark } from '../../ui/figures.tsx'
import { Page, Part } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { SetUp } from './set-up.tsx'

/** From the choice of a kind to the first run, on one page from top to bottom. */
export function NewSourcePage() {
  const { t } = useTranslation()
  const mayManage = useMay('settings.manage')
  const kinds = useRead('/source-kinds')
  const [chosen, setChosen] = useState<string | null>(null)
  return (
    <Page
      title={t('sources.new')}
      answers={t('sources.newAnswers')}
      back={{ to: '/data/sources', label: t('sources.title') }}
    >
      {mayManage ? (
        <Loaded query={kinds} where={t('sources.kind')} height={240}>
          {({ items }) => {
            const all = [{ kind: 'stream' as const, experimental: false }, ...items]
            return (
              <div className="stack">
                <Part title={t('sources.kind')}>
                  <Radio.Group
                    aria-label={t('sources.kind')}
                    value={chosen}
                    onChange={(event) => setChosen(String(event.target.value))}
                    style={{ display: 'flex', flexDirection: 'column', gap: 8 }}
                  >
                    {all.map(({ kind, experimental }) => (
                      <Radio key={kind} value={kind}>
                        {t(`sources.kinds.${kind}`)}{' '}
                        {experimental ? <Mark tone="look">{t('sources.experimental')}</Mark> : null}{' '}
                        <span className="faint">{t(`sources.kindHelp.${kind as 'folder'}`)}</span>
                      </Radio>
                    ))}
                  </Radio.Group>
                </Part>
                {chosen === null ? null : (
                  <SetUp
                    key={chosen}
                    kind={items.find(({ kind }) => kind === chosen) ?? null}
                    source={null}
                  />
                )}
              </div>
            )
          }}
        </Loaded>
      ) : (
        <EmptyState title={t('sources.notYours')}>{t('sources.notYoursHelp')}</EmptyState>
      )}
    </Page>
  )
}
