// The citizen's page: the electronic health book of a family. What is needed to log in and to see how things stand comes at
// once; everything else when it is opened.
import './style.scss';
import { Component, type ComponentChildren, type ComponentType, render } from 'preact';
import { useEffect } from 'preact/hooks';
import { loginNeeded } from '../shared/api';
import { loadFonts } from '../shared/fonts';
import { words } from '../shared/lang';
import { later } from '../shared/later';
import { goInstead, here, link, path } from '../shared/route';
import { Toasts } from '../shared/toast';
import { known, start } from './account';
import { Top } from './frame';
import { Home } from './home';
import { LoginScreen } from './login';
import { followOutbox } from './outbox';
import { Person } from './person';
import { startWorker } from './updates';

const w = words({
	starting: ['Đang mở sổ…', 'Opening the book…'],
	broken: ['Trang này gặp lỗi', 'Something went wrong on this page'],
	kept: ['Dữ liệu không mất.', 'Nothing is lost.'],
	home: ['Về trang đầu', 'To the start'],
});

const Frame = ({ children }: { children?: ComponentChildren }) => <main id="main" class="screen" tabIndex={-1}>{children}</main>;

// Screens that few people open are loaded when they are opened; all of them lie in the service worker's cache soon after.
const part = <Props extends object>(load: () => Promise<ComponentType<Props>>) => later(load, Frame);
const Register = part(() => import('./register/register').then((m) => m.Register));
const Done = part(() => import('./register/done').then((m) => m.Done));
const Visit = part(() => import('./visit/visit').then((m) => m.Visit));
const Record = part(() => import('./record/record').then((m) => m.Record));
const Rights = part(() => import('./rights/rights').then((m) => m.Rights));
const Booking = part(() => import('./booking/booking').then((m) => m.Booking));
const Family = part(() => import('./family/family').then((m) => m.Family));
const Invitation = part(() => import('./booking/invitation').then((m) => m.Invitation));
const Draw = part(() => import('./booking/draw').then((m) => m.Draw));

// What of a person is shown by which part.
const ofPerson: Record<string, typeof Visit> = {
	appointment: Visit, declaration: Visit, place: Visit, together: Visit, withdraw: Visit,
	doses: Record, certificate: Record, reactions: Record, reaction: Record,
	looks: Rights, holders: Rights, data: Rights, request: Rights, remove: Rights,
	openings: Booking, opening: Booking,
};

function Inside() {
	const [first, ...rest] = path.value;
	if (first === 'register')
		return <Register key={rest[0]} parts={rest} />;
	if (first === 'done')
		return <Done parts={rest} />;
	if (first === 'person' && rest[0]) {
		const Part = rest[1] ? ofPerson[rest[1]] : undefined;
		return Part ? <Part key={here.value} parts={rest} /> : <Person key={rest[0]} id={rest[0]} />;
	}
	if (first === 'family')
		return <Family key={here.value} parts={rest} />;
	return <Home />;
}

function Page() {
	const [first, ...rest] = path.value;
	const old = !!first && !['register', 'done', 'person', 'family', 'moi', 'i', 'draw'].includes(first);
	useEffect(() => { if (old) goInstead(); }, [old]);
	if (first === 'moi' || first === 'i')
		return <Invitation parts={rest} />;
	if (first === 'draw') // for anybody
		return <Draw key={here.value} parts={rest} />;
	if (!known.value)
		return <Frame><p class="loading" role="status">{w('starting')}</p></Frame>;
	return loginNeeded.value ? <LoginScreen /> : <Inside />;
}

// A mistake of ours in one screen is said there; the way back, the red button of other screens and everything kept go on.
class Guard extends Component<{ children: ComponentChildren }, { broken: boolean }> {
	override state = { broken: false };

	override componentDidCatch(e: unknown) {
		console.error(e);
		this.setState({ broken: true });
	}

	override render() {
		return this.state.broken
			? <Frame><h1 class="title">{w('broken')}</h1><p>{w('kept')} <a href={link()}>{w('home')}</a></p></Frame>
			: this.props.children;
	}
}

function App() {
	return (
		<>
			<Top />
			<Guard key={here.value}><Page /></Guard>
			<Toasts />
		</>
	);
}

const root = document.getElementById('app')!;
root.textContent = '';
render(<App />, root);
loadFonts([400]);
void start();
followOutbox();
startWorker();
