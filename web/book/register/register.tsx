// A registration in four steps: the person, the health history, consent, and everything once more before it is sent. One group of
// questions a page; Back keeps everything.
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { useAction, type Action } from '../../shared/action';
import { ApiError, newId, post } from '../../shared/api';
import { Button } from '../../shared/button';
import { words } from '../../shared/lang';
import { go, goInstead } from '../../shared/route';
import { ErrorSummary, MistakeBox } from '../../shared/summary';
import { ME, me } from '../account';
import { change, dropDraft, draft as current, newDraft, openDraft, type Draft } from '../draft';
import { Screen } from '../parts';
import { refresh } from '../seen';
import type { HistoryForm, Member, Registered, Relation } from '../types';
import { Check } from './check';
import { Consent } from './consent';
import { registered } from './done';
import { Health, useHistoryForm } from './health';
import { Guardian, HomePlace, Papers, Time, Who, Work } from './person_pages';
import { bodyOf } from './send';
import { mistakesOf, pageOfField, pagesOf, type PageKey, type PageOf } from './steps';

const w = words({
	step1: ['Bước 1/4 · Người được tiêm', 'Step 1 of 4 · The person'],
	step2: ['Bước 2/4 · Sức khỏe', 'Step 2 of 4 · Health'],
	step3: ['Bước 3/4 · Đồng ý', 'Step 3 of 4 · Consent'],
	step4: ['Bước 4/4 · Kiểm tra và gửi', 'Step 4 of 4 · Check and send'],
	who: ['Đăng ký cho ai?', 'Who is it for?'],
	papers: ['Giấy tờ và điện thoại', 'Papers and phone'],
	home: ['Đang ở đâu?', 'Where is home?'],
	work: ['Nhóm và nghề nghiệp', 'Group and occupation'],
	guardian: ['Cha, mẹ hoặc người giám hộ', 'Parent or guardian'],
	time: ['Thời gian mong muốn', 'Wished time'],
	health: ['Tiền sử sức khỏe', 'Health history'],
	consent: ['Phiếu đồng ý tiêm chủng', 'Consent'],
	check: ['Kiểm tra lại rồi gửi', 'Check, then send'],
	on: ['Tiếp tục', 'Continue'],
	send: ['Gửi đăng ký', 'Send the registration'],
	gone: ['Đơn này đã gửi hoặc đã bỏ', 'This registration was sent or dropped'],
	new: ['Bắt đầu đăng ký mới', 'Begin a new one'],
	kept: ['Những gì đã nhập được giữ trên máy này, kể cả khi đóng trang.', 'What you type is kept on this phone, also when you close the page.'],
	fix: ['Sửa ở trang “{page}”', 'Correct it on the page “{page}”'],
});

const pageTitle = (key: PageKey): string => w(key.startsWith('health') ? 'health' : key as 'who');
// A mistake that the server found, shown on the page where it can be put right.
const refusedBy = signal<{ draft: string; page: PageKey; field: string; text: string } | null>(null);

// "new", "new/self", "new/PERSON": a draft, and its first page in the place of this one, so that Back does not make another.
function begin(of: string | undefined): void {
	const m = me()?.people.find((p) => p.person_id === of);
	const made = m ? newDraft(knownPerson(m)) : newDraft(of === 'self' ? { relation: 'self' } : {});
	goInstead('register', made.id);
}

function knownPerson(m: Member): Partial<Draft> {
	const [y, mo, d] = m.birth_date.split('-');
	const birth = m.birth_precision === 'year' ? y! : m.birth_precision === 'month' ? `${mo}/${y}` : `${d}/${mo}/${y}`;
	return { person_id: m.person_id, name: m.name, birth, sex: m.sex, relation: m.relation as Relation };
}

// The same field has other names in the answers of the server.
const fieldId = (field: string): string => {
	const name = field.replace(/^person\./, '');
	return ['cccd', 'cmnd', 'military', 'passport'].includes(name) ? 'number' : name.replace(/^answers\./, 'answer-');
};

async function send(d: Draft, form: HistoryForm | null): Promise<void> {
	try {
		const answer = await post<Registered>('/api/v1/book/registrations', bodyOf(d), { key: d.key });
		registered.value = answer;
		dropDraft(d.id);
		void refresh(ME);
		goInstead('done', answer.person_id);
	} catch (e) {
		if (e instanceof ApiError && e.status > 0) {
			const page = pageOfField(e.field, d, form);
			change({ key: newId() }); // what is corrected is another request
			refusedBy.value = page && e.field ? { draft: d.id, page, field: fieldId(e.field), text: e.text } : null;
		}
		throw e;
	}
}

function Body({ d, page, told, family, form }: {
	d: Draft; page: PageKey; told: (id: string) => string | undefined; family: boolean; form: ReturnType<typeof useHistoryForm>;
}) {
	const props = { d, told };
	switch (page) {
	case 'who': return <Who {...props} />;
	case 'papers': return <Papers {...props} />;
	case 'home': return <HomePlace {...props} />;
	case 'work': return <Work {...props} />;
	case 'guardian': return <Guardian {...props} />;
	case 'time': return <Time {...props} family={family} />;
	case 'consent': return <Consent {...props} />;
	case 'check': return <Check d={d} form={form.value} />;
	default: return <Health {...props} page={page} form={form} />;
	}
}

function Refused({ d, action }: { d: Draft; action: Action }) {
	const at = refusedBy.value;
	if (!action.mistake || at?.draft !== d.id)
		return <MistakeBox mistake={action.mistake} />;
	return (
		<div class="notice notice--mistake" role="alert">
			<span class="notice__sign" aria-hidden="true">!</span>
			<div><p>{at.text}</p><p><a href={`#/register/${d.id}/${at.page}/check`}>{w('fix', { page: pageTitle(at.page) })}</a></p></div>
		</div>
	);
}

function Page({ d, at, pages, toCheck, form }: { d: Draft; at: PageOf; pages: PageOf[]; toCheck: boolean; form: ReturnType<typeof useHistoryForm> }) {
	const [tries, setTries] = useState(0);
	const action = useAction();
	const family = me()?.people.some((p) => p.status.code === 'waiting' && p.person_id !== d.person_id) ?? false;
	const mistakes = mistakesOf(at.key, d, form.value, family);
	const refused = refusedBy.value?.draft === d.id && refusedBy.value.page === at.key ? refusedBy.value : null;
	const told = (id: string) => (tries ? mistakes.find((m) => m.id === id)?.text : undefined) ?? (refused?.field === id ? refused.text : undefined);
	const n = pages.indexOf(at), before = pages[n - 1], isLast = at.key === 'check';
	const on = async (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (isLast)
			return void action.run(() => send(d, form.value));
		if (mistakes.length || (at.step === 2 && !form.value))
			return;
		refusedBy.value = refused ? null : refusedBy.value;
		go('register', d.id, toCheck ? 'check' : pages[n + 1]!.key);
	};
	return (
		<Screen title={pageTitle(at.key)} back={toCheck ? ['register', d.id, 'check'] : before ? ['register', d.id, before.key] : []}>
			<form onSubmit={(e) => void on(e)} noValidate>
				<p class="step">{w(`step${at.step}`)}</p>
				<ErrorSummary tries={tries} mistakes={isLast ? [] : mistakes} />
				<Refused d={d} action={action} />
				<Body d={d} page={at.key} told={told} family={family} form={form} />
				<div class="buttons">
					<Button type="submit" class="button--big" busy={action.busy}>{w(isLast ? 'send' : 'on')}</Button>
				</div>
				{n === 0 && <p class="soft">{w('kept')}</p>}
			</form>
		</Screen>
	);
}

// The first page that still lacks something: whoever opens a later one by an old link is led there.
function firstOpen(d: Draft, pages: PageOf[], form: HistoryForm | null): number {
	const n = pages.findIndex(({ key }) => mistakesOf(key, d, form, false).length > 0);
	return n < 0 ? pages.length - 1 : n;
}

export function Register({ parts: [id, page, mode] }: { parts: string[] }) {
	const form = useHistoryForm();
	const isNew = id === 'new';
	useEffect(() => { if (isNew) begin(page); }, [isNew]);
	const d = isNew ? null : current.value?.id === id ? current.value : openDraft(id ?? '');
	if (isNew)
		return null;
	if (!d)
		return (
			<Screen title={w('gone')} back={[]}><div class="buttons"><Button onClick={() => go('register', 'new')}>{w('new')}</Button></div></Screen>
		);
	const pages = pagesOf(d, form.value);
	const wanted = pages.findIndex((p) => p.key === page);
	const at = pages[Math.max(0, Math.min(wanted, firstOpen(d, pages, form.value)))]!;
	return <Page key={at.key} d={d} at={at} pages={pages} toCheck={mode === 'check' && at.key !== 'check'} form={form} />;
}
