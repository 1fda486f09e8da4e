const key = "clearsight-colours";

export const remembered = () => localStorage.getItem(key);

export function apply(scheme, dark) {
    localStorage.setItem(key, scheme);
    document.documentElement.style.colorScheme = dark ? "dark" : "light";
}
