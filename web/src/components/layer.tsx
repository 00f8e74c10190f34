import { createContext, useContext } from "react";

/**
 * The open modal dialog that something stands in. What floats above the page (menus, tooltips) must be put inside of it:
 * outside, a modal dialog covers it and takes its clicks away.
 */
const Layer = createContext<HTMLElement | null>(null);

export const LayerProvider = Layer.Provider;
export const useLayer = (): HTMLElement | undefined => useContext(Layer) ?? undefined;
