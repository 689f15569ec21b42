import { useTranslation } from 'react-i18next'
import type { Answer } from '../../api/types.ts'
import { DataTable } from '../../ui/table.tsx'
import { useLocal } from '../../ui/use-format.ts'

export type Section = Answer<'/api/workspaces/{workspace}/processing-record', 'get'>['sections'][number]

/** Each part of the record as a table of what is there. */
export function FactTables({ sections }: { sections: readonly Section[] }) {
  const { t } = useTranslation()
  const local = useLocal()
  return (
    <div className="stack">
      {sections.map(({ id, title, empty, facts }) => (
        <section key={id} aria-label={local(title)}>
          <h3>{local(title)}</h3>
          {facts.length === 0 ? (
            <p className="soft">{local(empty)}</p>
          ) : (
            <DataTable
              label={local(title)}
              rows={facts}
              rowKey={(fact) => fact.id}
              columns={[
                {
                  key: 'name',
                  title: t('processing.assessment.col.name'),
                  width: '28%',
                  render: (fact) => (
                    <>
                      {local(fact.name)}
                      {fact.seen ? <span className="row-help">{local(fact.seen)}</span> : null}
                    </>
                  ),
                },
                {
                  key: 'details',
                  title: local(title),
                  render: (fact) =>
                    fact.details.map(({ label, value }) => (
                      <div key={label.en} className="text-lines">
                        <span className="soft">{local(label)}</span> {local(value)}
                      </div>
                    )),
                },
              ]}
            />
          )}
        </section>
      ))}
    </div>
  )
}
