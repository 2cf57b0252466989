declare module '*.woff2' {
	const url: string;
	export default url;
}
declare module '*.scss';
declare module '*.csv' {
	const text: string;
	export default text;
}
