// A new plan, or one that is changed: one group of questions at a time, each with a usual answer; then all answers to check.
import { useEffect, useState } from 'preact/hooks';
import { useAction, type Action } from '../../shared/action';
import { errorText, post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Check, Choice, SelectField, TextField } from '../../shared/field';
import { number } from '../../shared/format';
import { words } from '../../shared/lang';
import { useLoaded, type Items } from '../../shared/loaded';
import { Notice } from '../../shared/notice';
import { go, goInstead, link } from '../../shared/route';
import { ErrorSummary } from '../../shared/summary';
import { tell } from '../../shared/toast';
import type { Balance } from '../../shared/types';
import { may } from '../../station/account';
import { reference } from '../../station/board';
import { usable } from '../../station/stock/store';
import { ChangedMistake } from '../conflict';
import { level, ours, useFresh, useLotsBelow } from '../own';
import { bodyOf, draft, draftOf, forgetDraft, groups, mistakesOf, MOST_DAYS, MOST_PRODUCTS, set, type Group } from './plan_draft';
import { productName } from './text';
import type { Demand, Plan } from './types';

const w = words({
	back: ['Mọi kế hoạch', 'All plans'],
	newPlan: ['Kế hoạch mới', 'New plan'],
	changePlan: ['Sửa kế hoạch', 'Change the plan'],
	step: ['Bước {n} trong {all}', 'Step {n} of {all}'],
	days: ['Tên và ngày', 'Title and days'],
	vaccines: ['Vắc xin', 'Vaccines'],
	people: ['Xếp ai, đi bao xa', 'Who, and how far'],
	room: ['Khung giờ và chỗ để trống', 'Hours and spare places'],
	check: ['Xem lại rồi lập kế hoạch', 'Check the answers'],
	title: ['Tên kế hoạch', 'Title'],
	titleHint: ['Người dân không thấy tên này.', 'Citizens do not see it.'],
	campaign: ['Chiến dịch', 'Campaign'],
	choose: ['Chọn chiến dịch', 'Choose the campaign'],
	from: ['Ngày đầu', 'First day'],
	to: ['Ngày cuối', 'Last day'],
	dayHint: ['Dạng ngày/tháng/năm', 'As day/month/year'],
	spanHint: ['Nhiều nhất {n} ngày', 'At most {n} days'],
	products: ['Dùng vắc xin nào?', 'Which vaccines?'],
	productsHint: ['Chọn nhiều nhất {n}. Mỗi người chỉ được xếp vào vắc xin mà tuổi, các mũi trước và khoảng cách cho phép vào đúng ngày hẹn.', 'At most {n}. Everybody is placed only where age, earlier doses and the interval allow the vaccine on that very day.'],
	onHand: ['Các kho trong phạm vi đang có {n} liều dùng được', 'The stores of the unit have {n} usable doses'],
	noneOnHand: ['Chưa kho nào có liều dùng được', 'No store has usable doses'],
	mixing: ['Cho phép tiêm phối hợp khác loại với mũi trước, khi quy định cho và người tiêm đồng ý', 'Allow a vaccine other than that of the dose before, where the rules do and the person consents'],
	reach: ['Người dân có thể phải đi xa đến đâu?', 'How far may people have to go?'],
	reachHint: ['Luôn ưu tiên xã của mình trước, rồi đến nơi gần nhất.', 'The own commune always comes first, then the nearest place.'],
	reachCommune: ['Trong xã, phường', 'In the commune'],
	reachDistrict: ['Trong quận, huyện', 'In the district'],
	reachProvince: ['Trong tỉnh, thành phố', 'In the province'],
	next: ['Bao nhiêu % số liều để dành cho mũi 2 trở đi?', 'What share of the doses, in %, is kept for second and later doses?'],
	nextHint: ['Đang chờ: {first} người mũi 1, {next} người mũi 2 trở đi. Theo đó là {n} %. Hai phần tách riêng, không lấn nhau.', 'Waiting: {first} for a first dose, {next} for a later one. That makes {n} %. The two pools do not take from each other.'],
	nextNone: ['Hai phần tách riêng, không lấn nhau.', 'The two pools do not take from each other.'],
	spare: ['Bao nhiêu % số chỗ để trống?', 'What share of the places, in %, stays free?'],
	spareHint: ['Dành cho người đến ngoài danh sách và người được hẹn lại: thường 10 %.', 'For walk-ins and people who have to come again: usually 10 %.'],
	slot: ['Mỗi khung giờ hẹn dài bao nhiêu phút?', 'How many minutes has an hour of appointments?'],
	slotHint: ['Từ 15 đến 240 phút. Khung ngắn thì ít phải đợi, nhưng dễ lỡ hẹn.', '15 to 240. Short ones mean less waiting, but are missed more easily.'],
	on: ['Tiếp tục', 'Continue'],
	make: ['Lập kế hoạch và xếp chỗ', 'Make the plan and place people'],
	save: ['Lưu và xếp lại', 'Save and place again'],
	edit: ['Sửa', 'Change'],
	editOf: ['Sửa: {name}', 'Change: {name}'],
	safe: ['Chưa ai nhận tin nhắn: bạn xem kết quả, sửa, rồi mới công bố.', 'Nobody gets a message yet: you look at the result, correct it, then publish.'],
	percent: ['{n} %', '{n} %'],
	minutes: ['{n} phút', '{n} minutes'],
	yes: ['Có', 'Yes'],
	no: ['Không', 'No'],
	mixShort: ['Tiêm phối hợp', 'Mixed series'],
	nextShort: ['Dành cho mũi 2 trở đi', 'Kept for later doses'],
	spareShort: ['Chỗ để trống', 'Places kept free'],
	slotShort: ['Khung giờ', 'Hour of appointments'],
	reachShort: ['Đi xa nhất', 'How far'],
	made: ['Đã lập kế hoạch; đang xếp chỗ', 'The plan is made; people are being placed'],
	mayNot: ['Tài khoản của bạn không lập được kế hoạch.', 'Your account may not make plans.'],
});
const reaches = () => [{ value: 'commune', text: w('reachCommune') }, { value: 'district', text: w('reachDistrict') }, { value: 'province', text: w('reachProvince') }];
// A commune reaches no further than itself.
const reachesHere = () => reaches().slice(0, { commune: 1, district: 2 }[level()] ?? 3);

type Told = (id: string, field?: string) => string | undefined;

function Days({ told, fixed }: { told: Told; fixed: boolean }) {
	const d = draft.value;
	return (
		<>
			<TextField id="title" label={w('title')} hint={w('titleHint')} value={d.title} onInput={(title) => set({ title })} error={told('title')} />
			{!fixed && <SelectField id="campaign" label={w('campaign')} value={d.campaign} onChange={(campaign) => set({ campaign })} empty={w('choose')} error={told('campaign', 'campaign_id')}
				options={(reference.value?.campaigns ?? []).map((x) => ({ value: x.id, text: x.name }))} />}
			<div class="pair">
				<TextField id="from" label={w('from')} hint={w('dayHint')} value={d.from} onInput={(from) => set({ from })} inputMode="numeric" error={told('from', 'starts_on')} />
				<TextField id="to" label={w('to')} hint={w('spanHint', { n: MOST_DAYS })} value={d.to} onInput={(to) => set({ to })} inputMode="numeric" error={told('to', 'ends_on')} />
			</div>
		</>
	);
}

const dosesOf = (lots: Balance[] | undefined, code: string) => (lots ?? []).filter((l) => l.product_code === code && usable(l)).reduce((n, l) => n + l.doses, 0);

function Vaccines({ told }: { told: Told }) {
	const d = draft.value;
	const lots = useLotsBelow();
	const there = lots.value?.items;
	const products = [...(reference.value?.products ?? [])].sort((a, b) => dosesOf(there, b.code) - dosesOf(there, a.code));
	const toggle = (code: string, on: boolean) => set({ products: on ? [...d.products, code] : d.products.filter((x) => x !== code) });
	// the usual answer: what the stores have
	useEffect(() => {
		if (there && !draft.value.products.length)
			set({ products: products.filter((x) => dosesOf(there, x.code) > 0).slice(0, MOST_PRODUCTS).map((x) => x.code) });
	}, [!!there]);
	const mistake = told('products');
	return (
		<>
			<fieldset id="products" tabIndex={-1} class={`govuk-fieldset govuk-form-group ${mistake ? 'govuk-form-group--error' : ''}`} aria-describedby="products-hint">
				<legend class="govuk-fieldset__legend">{w('products')}</legend>
				<div id="products-hint" class="govuk-hint">{w('productsHint', { n: MOST_PRODUCTS })}</div>
				{mistake && <p class="govuk-error-message">{mistake}</p>}
				{products.map((x) => {
					const n = dosesOf(there, x.code);
					return <Check key={x.code} id={`product-${x.code}`} label={x.name} {...(there ? { hint: n ? w('onHand', { n: number(n) }) : w('noneOnHand') } : {})} checked={d.products.includes(x.code)} onChange={(on) => toggle(x.code, on)} />;
				})}
			</fieldset>
			<Check id="mixing" label={w('mixing')} checked={d.mixing} onChange={(mixing) => set({ mixing })} />
		</>
	);
}

function useShares() {
	const demand = useFresh<Items<Demand>>(ours('demand'));
	const first = demand.value?.items.filter((r) => r.dose_number === 1).reduce((n, r) => n + r.waiting, 0) ?? 0;
	const next = (demand.value?.items.reduce((n, r) => n + r.waiting, 0) ?? 0) - first;
	return { known: !!demand.value, first, next, percent: first + next ? Math.round((100 * next) / (first + next)) : 0 };
}

function People({ told }: { told: Told }) {
	const d = draft.value;
	const { known, first, next, percent } = useShares();
	useEffect(() => {
		if (known && !draft.value.next)
			set({ next: String(percent) });
	}, [known]);
	return (
		<>
			<Choice id="reach" legend={w('reach')} hint={w('reachHint')} value={d.reach} onChange={(reach) => set({ reach })} options={reachesHere()} error={told('reach')} />
			<TextField id="next" label={w('next')} hint={first + next ? w('nextHint', { first: number(first), next: number(next), n: percent }) : w('nextNone')} value={d.next} onInput={(text) => set({ next: text })} width={4} inputMode="numeric" error={told('next', 'next_percent')} />
		</>
	);
}

function Room({ told }: { told: Told }) {
	const d = draft.value;
	return (
		<>
			<TextField id="spare" label={w('spare')} hint={w('spareHint')} value={d.spare} onInput={(spare) => set({ spare })} width={4} inputMode="numeric" error={told('spare', 'spare_percent')} />
			<TextField id="slot" label={w('slot')} hint={w('slotHint')} value={d.slot} onInput={(slot) => set({ slot })} width={4} inputMode="numeric" error={told('slot', 'slot_minutes')} />
		</>
	);
}
const screens = { days: Days, vaccines: Vaccines, people: People, room: Room };

function answersOf(group: Group): [string, string][] {
	const d = draft.value;
	if (group === 'days')
		return [[w('title'), d.title], [w('campaign'), reference.value?.campaigns.find((x) => x.id === d.campaign)?.name ?? '–'], [w('from'), d.from], [w('to'), d.to]];
	if (group === 'vaccines')
		return [[w('vaccines'), d.products.map(productName).join(', ') || '–'], [w('mixShort'), w(d.mixing ? 'yes' : 'no')]];
	if (group === 'people')
		return [[w('reachShort'), reaches().find((r) => r.value === d.reach)?.text ?? '–'], [w('nextShort'), w('percent', { n: d.next })]];
	return [[w('spareShort'), w('percent', { n: d.spare })], [w('slotShort'), w('minutes', { n: d.slot })]];
}

function Answers({ edit }: { edit: (group: Group) => string }) {
	return (
		<>
			{groups.map((g) => (
				<section key={g} class="sheet" aria-labelledby={`answers-${g}`}>
					<div class="section__head"><h2 id={`answers-${g}`} class="govuk-heading-m">{w(g)}</h2><a class="row-link" aria-label={w('editOf', { name: w(g) })} href={edit(g)}>{w('edit')}</a></div>
					<dl class="facts facts--wide">{answersOf(g).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
				</section>
			))}
		</>
	);
}

// Where the fields of the server's answer are asked for.
const fieldsOf: Record<Group, string[]> = { days: ['title', 'campaign_id', 'starts_on', 'ends_on'], vaccines: ['products', 'mixing'], people: ['reach', 'next_percent'], room: ['spare_percent', 'slot_minutes'] };

function Checked({ plan, base, action, onSend, reload }: { plan: Plan | undefined; base: string[]; action: Action; onSend: () => void; reload: () => Promise<void> }) {
	const wrong = groups.flatMap((g) => mistakesOf(g, draft.value).map((m) => ({ group: g, ...m })));
	const [tries, setTries] = useState(0);
	const field = action.mistake?.field, at = field ? groups.find((g) => fieldsOf[g].includes(field)) : undefined;
	return (
		<>
			<ErrorSummary tries={tries} mistakes={wrong.map((m) => ({ id: `answers-${m.group}`, text: m.text }))} />
			<ChangedMistake what="plan" action={action} reload={reload} />
			{at && <p><a class="row-link" href={link(...base, at)}>{w('editOf', { name: w(at) })}</a></p>}
			<Answers edit={(g) => link(...base, g)} />
			<p class="soft">{w('safe')}</p>
			<div class="buttons"><Button busy={action.busy} onClick={() => { setTries(tries + 1); if (!wrong.length) onSend(); }}>{w(plan ? 'save' : 'make')}</Button></div>
		</>
	);
}

function useUsualCampaign() {
	const campaigns = reference.value?.campaigns;
	useEffect(() => {
		if (!draft.value.campaign && campaigns?.length)
			set({ campaign: campaigns[0]!.id });
		if (!reachesHere().some((r) => r.value === draft.value.reach))
			set({ reach: reachesHere().at(-1)!.value });
	}, [campaigns?.length]);
}

// at: the group of questions, or check. plan: one that is changed; reload: what another one changed is loaded.
export function PlanForm({ at, plan, reload = async () => {} }: { at: string | undefined; plan?: Plan; reload?: () => Promise<void> }) {
	const base = plan ? ['plans', plan.id, 'change'] : ['plans', 'new'];
	const group = groups.find((g) => g === at) ?? (at === 'check' || plan ? null : groups[0]!);
	const action = useAction();
	useUsualCampaign();
	if (!may('plan'))
		return <Notice kind="warning">{w('mayNot')}</Notice>;
	const send = () => void action.run(async () => {
		const body = bodyOf(draft.value);
		const kept = plan ? await post<Plan>(ours('plans', plan.id, 'change'), { version: plan.version, ...body }) : await post<Plan>(ours('plans'), { campaign_id: draft.value.campaign, ...body });
		// the answers are kept from here on: where placing is refused, the plan's own page goes on
		const refused = await post<Plan>(ours('plans', kept.id, 'compute'), { version: kept.version }).then(() => null, errorText);
		await reload().catch(() => {});
		if (refused)
			tell(refused, 'mistake');
		else
			tell(w('made'));
		forgetDraft();
		goInstead('plans', kept.id);
	});
	return (
		<div class="narrow">
			<a class="crumb" href={plan ? link('plans', plan.id) : link('plans')}>{plan ? plan.title : w('back')}</a>
			<p class="soft">{w(plan ? 'changePlan' : 'newPlan')} · {w('step', { n: group ? groups.indexOf(group) + 1 : groups.length + 1, all: groups.length + 1 })}</p>
			<h1 class="govuk-heading-l">{w(group ?? 'check')}</h1>
			{group ? <Questions key={group} group={group} base={base} action={action} changing={!!plan} /> : <Checked plan={plan} base={base} action={action} onSend={send} reload={reload} />}
		</div>
	);
}

function Questions({ group, base, action, changing }: { group: Group; base: string[]; action: Action; changing: boolean }) {
	const [tries, setTries] = useState(0);
	const mistakes = mistakesOf(group, draft.value);
	const told: Told = (id, field = id) => (tries ? mistakes.find((m) => m.id === id)?.text : undefined) ?? action.about(field);
	const next = groups[groups.indexOf(group) + 1];
	const on = (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (!mistakes.length)
			go(...base, next && !changing ? next : 'check');
	};
	const Screen = screens[group];
	return (
		<form onSubmit={on} noValidate>
			<ErrorSummary tries={tries} mistakes={mistakes} />
			<Screen told={told} fixed={changing} />
			<div class="buttons"><Button type="submit">{w('on')}</Button></div>
		</form>
	);
}

// A plan that is changed begins with its own answers, and is sent with the version that these are of, although the plan is followed meanwhile: what
// somebody else has changed is seen first.
export function PlanChange({ plan, at, reload }: { plan: Plan; at: string | undefined; reload: () => Promise<Plan> }) {
	const [version, take] = useState(() => { draft.value = draftOf(plan); return plan.version; });
	return <PlanForm at={at ?? 'check'} plan={{ ...plan, version }} reload={() => reload().then((now) => take(now.version))} />;
}

export const usePlan = (id: string) => useLoaded<Plan>(ours('plans', id));
