/**
 * Companies customers work at. What was said of who works where is kept word by word; who is a contact of which company
 * from when to when follows from it, so that taking an import back leaves what the others said.
 */
export const companies = {
  id: '0018-companies',
  sql: `
CREATE SEQUENCE company_versions;
CREATE TABLE companies (
  id               uuid PRIMARY KEY,
  workspace_id     integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  person_key       bigint REFERENCES persons ON DELETE CASCADE, -- a sole trader: the person it is, and goes with
  name             text NOT NULL,               -- of a sole trader empty: see sealed
  sealed           bytea,                       -- name and number of a sole trader, under the key of the person
  name_key         text NOT NULL,               -- the name as it is compared; of a sole trader empty
  name_index       bytea NOT NULL,              -- keyed hash of that, of every company
  number           text,                        -- registration number, capitals
  number_index     bytea,
  domain           text,                        -- of its mail addresses
  industry         text NOT NULL DEFAULT '',
  size             text CHECK (size IN ('micro', 'small', 'medium', 'large', 'huge')),
  owner_id         uuid REFERENCES users ON DELETE SET NULL, -- who of us looks after it
  parent_id        uuid REFERENCES companies ON DELETE SET NULL,
  merged_into      uuid REFERENCES companies ON DELETE SET NULL,
  merged_at        timestamptz,
  current_id       uuid NOT NULL,               -- itself, or where merged_into ends
  import_id        uuid,                        -- the import that brought it and that alone knows it
  number_import_id uuid,                        -- the import that brought its number, while no other says the same
  created_at       timestamptz NOT NULL,
  version          bigint NOT NULL DEFAULT nextval('company_versions'),
  copied_at        timestamptz                  -- null: the warehouse does not know yet
);
-- A number is one company's; a name alone may be two companies'.
CREATE UNIQUE INDEX companies_number ON companies (workspace_id, number_index) WHERE merged_into IS NULL;
CREATE INDEX companies_name ON companies (workspace_id, name_index);
CREATE INDEX companies_current ON companies (current_id);
CREATE INDEX companies_person ON companies (person_key) WHERE person_key IS NOT NULL;
CREATE INDEX companies_import ON companies (import_id) WHERE import_id IS NOT NULL;
CREATE INDEX companies_waiting ON companies (version) WHERE copied_at IS NULL;
CREATE TABLE company_departments (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  company_id    uuid NOT NULL REFERENCES companies ON DELETE CASCADE,
  parent_id     uuid REFERENCES company_departments ON DELETE CASCADE,
  name          text NOT NULL,
  name_key      text NOT NULL,
  import_id     uuid,
  UNIQUE NULLS NOT DISTINCT (company_id, parent_id, name_key)
);
CREATE INDEX company_departments_parent ON company_departments (parent_id);
CREATE TABLE company_statements (             -- who said that somebody works there, or does not; never changed
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  person_key    bigint NOT NULL REFERENCES persons ON DELETE CASCADE,
  company_id    uuid NOT NULL REFERENCES companies ON DELETE CASCADE,
  said          text NOT NULL CHECK (said IN ('works', 'left', 'never')),
  department_id uuid REFERENCES company_departments ON DELETE SET NULL,
  role          text,
  title         text,
  since         date,
  until         date,
  keeps_others  boolean NOT NULL DEFAULT false,
  said_on       date NOT NULL,                -- the day of the workspace it was said on
  said_at       timestamptz NOT NULL,
  said_by       text NOT NULL,                -- kind:id, or import:source
  import_id     uuid,
  import_row    bigint,
  UNIQUE (import_id, import_row)
);
CREATE INDEX company_statements_person ON company_statements (person_key, said_at, id);
CREATE INDEX company_statements_company ON company_statements (company_id);
CREATE TABLE company_contacts (               -- made of the statements: the n-th time somebody worked somewhere
  person_key    bigint NOT NULL REFERENCES persons ON DELETE CASCADE,
  n             integer NOT NULL,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  company_id    uuid NOT NULL REFERENCES companies ON DELETE CASCADE,
  department_id uuid REFERENCES company_departments ON DELETE SET NULL,
  role          text,
  title         text,
  since         date,                         -- null: nobody said since when
  until         date,                         -- the first day they are no longer there; null: they are
  is_live       boolean NOT NULL,             -- false: there is no n-th time any more
  version       bigint NOT NULL DEFAULT nextval('company_versions'),
  copied_at     timestamptz,
  PRIMARY KEY (person_key, n)
);
CREATE INDEX company_contacts_company ON company_contacts (company_id);
CREATE INDEX company_contacts_waiting ON company_contacts (version) WHERE copied_at IS NULL;
CREATE TABLE company_primaries (              -- whom we ask first
  company_id    uuid PRIMARY KEY REFERENCES companies ON DELETE CASCADE,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  person_key    bigint NOT NULL REFERENCES persons ON DELETE CASCADE
);
CREATE INDEX company_primaries_person ON company_primaries (person_key);
CREATE TABLE company_proposals (              -- two that may be one company, or somebody who may work there
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  company_id    uuid NOT NULL REFERENCES companies ON DELETE CASCADE,
  other_id      uuid REFERENCES companies ON DELETE CASCADE,
  person_key    bigint REFERENCES persons ON DELETE CASCADE,
  evidence      text NOT NULL CHECK (evidence IN ('name', 'number', 'domain')),
  state         text NOT NULL CHECK (state IN ('proposed', 'accepted', 'refused')),
  created_at    timestamptz NOT NULL,
  decided_at    timestamptz,
  decided_by    text,
  CHECK ((other_id IS NULL) <> (person_key IS NULL)),
  UNIQUE NULLS NOT DISTINCT (company_id, other_id, person_key)
);
CREATE INDEX company_proposals_list ON company_proposals (workspace_id, state, id);
CREATE INDEX company_proposals_other ON company_proposals (other_id);
CREATE INDEX company_proposals_person ON company_proposals (person_key);
`,
} as const
