// The person at the table, large: name and birth date are what two people check aloud.
import { age, date, fullName, groups, sexName } from '../shared/format';
import { both, words } from '../shared/lang';
import { Notice } from '../shared/notice';
import type { Note, Person } from '../shared/types';

const w = words({
	years: ['{n} tuổi', 'age {n}'],
	noNumber: ['chưa có số giấy tờ', 'no number yet'],
	cccd: ['CCCD', 'Identity no.'],
	passport: ['Hộ chiếu', 'Passport'],
	phone: ['Điện thoại', 'Phone'],
	home: ['Nơi ở', 'Lives in'],
	work: ['Nơi làm việc', 'Works at'],
	guardian: ['Người giám hộ', 'Guardian'],
	doses: ['Đã tiêm', 'Doses so far'],
	noDoses: ['Chưa tiêm mũi nào', 'No dose yet'],
	dose: ['Mũi {n}: {product}, {date}', 'Dose {n}: {product}, {date}'],
	disputed: ['Số giấy tờ này cũng có ở hồ sơ khác. Hãy xem kỹ giấy tờ; việc trùng sẽ được người quản lý xử lý.',
		'Another record has the same number. Look closely at the papers; a manager will sort it out.'],
});

export function Warnings({ items }: { items: Note[] | undefined }) {
	return (
		<>{items?.map((note, i) => <Notice key={i} kind="warning"><p>{both(note)}</p></Notice>)}</>
	);
}

function Line({ name, value }: { name: string; value: string | null | undefined }) {
	return value ? <div><dt>{name}</dt><dd>{value}</dd></div> : null;
}

export function Who({ name, birth_date, birth_precision, sex, large }: Pick<Person, 'name' | 'birth_date' | 'birth_precision' | 'sex'> & { large?: boolean }) {
	return (
		<div class={`whois ${large ? 'whois--large' : ''}`}>
			<h1 class="whois__name">{fullName(name)}</h1>
			<p class="whois__birth"><strong>{date(birth_date, birth_precision)}</strong> · {w('years', { n: age(birth_date, birth_precision) })} · {sexName(sex)}</p>
		</div>
	);
}

export function PersonCard({ person: p, large }: { person: Person; large?: boolean }) {
	const valid = p.doses.filter((dose) => dose.state !== 'withdrawn');
	return (
		<section class="card" aria-label={fullName(p.name)}>
			<Who {...p} large={large} />
			<dl class="facts">
				<Line name={w('cccd')} value={p.cccd ? groups(p.cccd) : p.passport ? null : w('noNumber')} />
				<Line name={w('passport')} value={p.passport} />
				<Line name={w('phone')} value={groups(p.phone)} />
				<Line name={w('home')} value={[p.address, p.home_name].filter(Boolean).join(', ')} />
				<Line name={w('work')} value={p.workplace} />
				<Line name={w('guardian')} value={[p.guardian_name, groups(p.guardian_phone)].filter(Boolean).join(', ')} />
				<div><dt>{w('doses')}</dt><dd>{valid.length
					? <ol class="doses">{valid.map((d) => <li key={d.id}>{w('dose', { n: d.number, product: d.product_name, date: date(d.given_on) })}</li>)}</ol>
					: w('noDoses')}</dd></div>
			</dl>
			{p.disputed && <Notice kind="warning">{w('disputed')}</Notice>}
			<Warnings items={p.warnings} />
		</section>
	);
}
