import type { FieldAccess } from '../../../kit/fields.ts'
import { hides, type Json, list } from '../cut.ts'
import { isObject } from '../walk.ts'
import type { Outlet } from './outlet.ts'

/** How much a customer is worth is a score, and the priority is made of it. */
const withoutTier = (row: Json, see: FieldAccess) =>
  hides(see, 'scores') ? { ...row, tier: null, priority: row.severity } : row

/** Consents, identities, dates, needs, homes, companies and prospects: what is known or said of customers. */
export const told: Readonly<Record<string, Outlet>> = {
  getConsents: { needs: ['consents'] },
  listConsentHistory: {
    needs: ['consents'],
    out: (answer, see) => ({
      ...answer,
      items: list(answer.items).map((row) =>
        hides(see, 'notes') && isObject(row.proof) ? { ...row, proof: { ...row.proof, note: '' } } : row,
      ),
    }),
  },
  getContactWishes: { needs: ['consents'] },
  setContactWishes: { needs: ['consents'] },
  recordConsent: { needs: ['consents'] },
  askConfirmation: { needs: ['consents'] },
  getIdentityGraph: {
    out: (answer, see) =>
      hides(see, 'raw') ? { ...answer, identifiers: list(answer.values).length } : answer,
  },
  listMergeProposals: {},
  decideMergeProposal: {},
  listMerges: {},
  undoMerge: {},
  getLikeness: {},
  previewIdentityRules: {},
  listIdentityBlocks: {},
  addIdentityBlock: {},
  customerKnowledge: { needs: ['scores'] },
  // When they bought is in it, and cannot be taken out again.
  customerReachHabits: { needs: ['touches', 'orders'] },
  listCustomerDates: {
    out: (answer, see) => ({
      ...answer,
      dates: see.of('birthday') === 'clear' ? answer.dates : [],
      family: list(answer.family).map((one) => (hides(see, 'name') ? { ...one, name: null } : one)),
    }),
  },
  addCustomerDate: { needs: ['birthday'] },
  changeCustomerDate: { needs: ['birthday'] },
  removeCustomerDate: { needs: ['birthday'] },
  addFamilyMember: { needs: ['birthday', 'name'] },
  changeFamilyMember: { needs: ['birthday', 'name'] },
  removeFamilyMember: { needs: ['birthday', 'name'] },
  listCustomerNeeds: {
    needs: ['needs'],
    out: (answer, see) => ({
      ...answer,
      items: list(answer.items).map((one) => ({
        ...one,
        words: list(one.words).map((word) => (hides(see, 'notes') ? { ...word, note: null } : word)),
        shown:
          isObject(one.shown) && hides(see, one.shown.by === 'category' ? 'orders' : 'events')
            ? null
            : one.shown,
      })),
    }),
  },
  addCustomerNeed: { needs: ['needs'] },
  changeCustomerNeed: { needs: ['needs'] },
  removeCustomerNeed: { needs: ['needs'] },
  listCases: {
    needs: ['touches'],
    out: (answer, see) => ({ ...answer, items: list(answer.items).map((row) => withoutTier(row, see)) }),
  },
  getCase: {
    needs: ['touches'],
    out: (answer, see) => {
      const bare = withoutTier(answer, see)
      if (!hides(see, 'notes')) return bare
      return { ...bare, words: null, steps: list(answer.steps).map((step) => ({ ...step, note: null })) }
    },
  },
  getCaseFigures: { needs: ['touches', 'orders'] },
  getRecoverySettings: {},
  openCase: { needs: ['touches', 'notes'] },
  openCaseOfThread: { needs: ['email', 'name', 'raw'] },
  listReviews: {
    out: (answer, see) => ({
      ...answer,
      items: list(answer.items).map((row) => (hides(see, 'notes') ? { ...row, words: null } : row)),
    }),
  },
  getReviewFigures: {},
  getTouchMap: {},
  listMediaTies: { needs: ['leads'] },
  importReviews: {},
  listReviewImports: {},
  undoReviewImport: {},
  correctReview: {},
  listSurveys: {},
  createSurvey: {},
  changeSurvey: {},
  closeSurvey: {},
  getSurveyFigures: {},
  listSurveyAnswers: {
    needs: ['touches'],
    out: (answer, see) => ({
      ...answer,
      items: list(answer.items).map((row) => (hides(see, 'notes') ? { ...row, words: null } : row)),
    }),
  },
  listCaseOwners: {},
  changeCaseOwner: { needs: ['touches'] },
  importCases: { needs: ['touches', 'notes'] },
  recodeCase: { needs: ['touches', 'notes'] },
  answerCase: { needs: ['touches'] },
  proposeRemedy: { needs: ['touches'] },
  decideCaseRemedy: { needs: ['touches'] },
  giveCaseRemedy: { needs: ['touches'] },
  withdrawCaseRemedy: { needs: ['touches'] },
  closeCase: { needs: ['touches'] },
  reopenCase: { needs: ['touches'] },
  // What is prepared follows from the tier, so it tells it.
  customerRecovery: { needs: ['touches', 'scores'] },
  listHouseholds: { needs: ['address'] },
  createHousehold: { needs: ['address'] },
  changeHousehold: { needs: ['address'] },
  // Where somebody works is an attribute of theirs; what a company is worth is made of their orders and contacts.
  listCompanies: { needs: ['orders', 'touches'] },
  companyChoices: {},
  checkCompanyExport: { needs: ['orders', 'touches'] },
  exportCompanies: { needs: ['orders', 'touches'], raw: true },
  getCompany: { needs: ['attributes', 'orders', 'touches'] },
  createCompany: {},
  setCompany: {},
  changeCompany: { needs: ['attributes'] },
  customerCompanies: { needs: ['attributes'] },
  findCompanies: {},
  prospectChoices: {},
  saveProspectSettings: {},
  prospectOverview: { needs: ['leads'] },
  changeProspects: { needs: ['leads'] },
  undoProspectChange: { needs: ['leads'] },
  createProspect: { needs: ['leads', 'name', 'phone', 'email'] },
  undoCreateProspect: { needs: ['leads'] },
  customerProspect: {
    needs: ['leads'],
    out: (answer, see) => {
      const bare = (one: Json) => (hides(see, 'notes') ? { ...one, note: null } : one)
      return {
        ...answer,
        boughtAt: hides(see, 'orders') ? null : answer.boughtAt,
        firstTouch: hides(see, 'events') ? null : answer.firstTouch,
        next: isObject(answer.next) ? bare(answer.next) : answer.next,
        history: list(answer.history)
          .filter(({ what }) => what !== 'bought' || !hides(see, 'orders'))
          .map(bare),
      }
    },
  },
  listCompanyProposals: { needs: ['attributes', 'email'] },
  decideCompanyProposal: { needs: ['attributes', 'email'] },
}
