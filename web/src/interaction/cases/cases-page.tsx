import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, usePages } from '../../api/hooks.ts'
import { Part } from '../../ui/page.tsx'
import { Paged, useCountWords } from '../../ui/paged.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { InteractionPage } from '../interaction-page.tsx'
import { CaseFiguresRow } from './case-figures.tsx'
import { CasesTable } from './cases-table.tsx'
import { ImportCases } from './import-cases.tsx'
import { NewCase } from './new-case.tsx'

const states = ['open', 'mine', 'late', 'waiting', 'closed'] as const

/** Complaints, most urgent first, under what came of the last ones. */
export function CasesPage() {
  const { t } = useTranslation()
  const count = useCountWords()
  const mayOpen = useMay('customers.edit')
  const [url, setUrl] = useUrlState()
  const [adding, setAdding] = useState(false)
  const [importing, setImporting] = useState(false)
  const state = states.find((one) => one === url.state) ?? 'open'
  const list = usePages(
    '/cases',
    { query: { limit: 100, state, ...(url.customer ? { customer: url.customer } : {}) } },
    { refetchInterval: 30_000 },
  )
  const filtered = state !== 'open' || Boolean(url.customer)
  return (
    <InteractionPage
      tab="cases"
      answers={t('cases.answers')}
      actions={
        mayOpen ? (
          <>
            <Button onClick={() => setImporting(true)}>{t('cases.import.title')}</Button>
            <Button type="primary" onClick={() => setAdding(true)}>
              {t('cases.new')}
            </Button>
          </>
        ) : null
      }
    >
      <CaseFiguresRow />
      <Part title={t('cases.list')} note={count(list)}>
        <div className="bar" style={{ marginBottom: 12 }}>
          <Select
            aria-label={t('cases.stateFilter')}
            style={{ minWidth: 140 }}
            value={state}
            onChange={(next: string) => setUrl({ state: next === 'open' ? null : next })}
            options={states.map((value) => ({ value, label: t(`cases.states.${value}`) }))}
          />
          {url.customer ? (
            <>
              <span>{t('cases.ofCustomer', { id: url.customer })}</span>
              <Button type="text" onClick={() => setUrl({ customer: null })}>
                {t('cases.showAll')}
              </Button>
            </>
          ) : null}
        </div>
        <Paged
          list={list}
          where={t('cases.list')}
          empty={
            filtered
              ? { title: t('cases.emptyFilter') }
              : { title: t('cases.empty'), help: t('cases.emptyHelp') }
          }
        >
          {(items) => <CasesTable rows={items} withCustomer />}
        </Paged>
      </Part>
      {adding ? <NewCase onClose={() => setAdding(false)} /> : null}
      {importing ? <ImportCases onClose={() => setImporting(false)} /> : null}
    </InteractionPage>
  )
}
