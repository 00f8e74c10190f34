// Pages as companies write them. Each with what is to be read from it; what is not named is not looked at.
import type { Brand } from "../read-brand.ts";

interface Case {
  html: string;
  url?: string;
  brand: Partial<Brand>;
}
const ld = (json: string): string => `<script type="application/ld+json">${json}</script>`;

export const PAGES: Readonly<Record<string, Case>> = {
  "a plain page": {
    html: `<!doctype html><html><head><title>Acme</title><meta name="description" content="We make anvils."></head>`,
    brand: { title: "Acme", company_name: "Acme", description: "We make anvils.", logo_url: null },
  },
  "Open Graph, with property and name mixed up": {
    html: `<head><meta property="og:site_name" content="Globex"><meta name="og:description" content="Power for all">
      <meta property="og:title" content="Home — Globex"><meta property="og:image" content="/hero.jpg"></head>`,
    brand: {
      title: "Home — Globex",
      company_name: "Globex",
      description: "Power for all",
      logo_url: "https://www.acme.com/hero.jpg",
    },
  },
  "a graph as WordPress's plugins write it": {
    html: `<title>Anvils and more - Acme</title>${ld(`{"@context":"https://schema.org","@graph":[
      {"@type":"WebPage","name":"Anvils and more"},
      {"@type":"WebSite","@id":"#website","name":"acme.com","publisher":{"@id":"#org"}},
      {"@type":"Organization","@id":"#org","name":"Acme Anvils, Inc.","url":"https://www.acme.com/","logo":{"@id":"#logo"}},
      {"@type":"ImageObject","@id":"#logo","contentUrl":"https://cdn.acme.com/logo.png"}]}`)}`,
    brand: { company_name: "Acme Anvils, Inc.", logo_url: "https://cdn.acme.com/logo.png" },
  },
  "a local business in an array, with entities in its name": {
    html: ld(
      `[{"@type":["LocalBusiness","Plumber"],"name":"Miller &amp; Sons","description":"Pipes &#8211; fixed","logo":["/l.svg"]}]`,
    ),
    brand: {
      company_name: "Miller & Sons",
      description: "Pipes – fixed",
      logo_url: "https://www.acme.com/l.svg",
    },
  },
  "JSON-LD with commas too many, line breaks in texts, and a comment around": {
    html: ld(`<!--\n{"@type":"Organization","name":"Initech","description":"first\nsecond",}\n-->`),
    brand: { company_name: "Initech", description: "first second" },
  },
  "JSON-LD that is none, before one that is": {
    html:
      ld(`{"@type":"Organization","name":`) +
      ld(`{"@type":"http://schema.org/Corporation","legalName":"Hooli Ltd"}`),
    brand: { company_name: "Hooli Ltd" },
  },
  "an organisation nested in another's page": {
    html: `${ld(`{"@type":"Article","publisher":{"@type":"Organization","name":"Umbrella","logo":{"url":"https://u.example/l.png"}}}`)}`,
    brand: { company_name: "Umbrella", logo_url: "https://u.example/l.png" },
  },
  "several organisations, one with this host": {
    html: ld(`[{"@type":"Organization","name":"A client","url":"https://client.example"},
      {"@type":"Organization","name":"Acme","url":"http://acme.com"}]`),
    brand: { company_name: "Acme" },
  },
  "icons of several sizes": {
    html: `<link rel="shortcut icon" href="/favicon.ico"><link rel="icon" sizes="32x32" href="/32.png">
      <link rel="apple-touch-icon" sizes="120x120" href="/120.png"><link rel="icon" sizes="16x16 192x192" href="/192.png">
      <link rel="mask-icon" href="/mask.svg"><link rel="stylesheet" href="/s.css"><title>Acme</title>`,
    brand: { logo_url: "https://www.acme.com/192.png" },
  },
  "a touch icon without a size, against a favicon": {
    html: `<link rel=icon href=/favicon.ico><link rel="apple-touch-icon-precomposed" href=touch.png><title>Acme`,
    url: "https://www.acme.com/de/start",
    brand: { logo_url: "https://www.acme.com/de/touch.png", title: "Acme" },
  },
  "a base that leads elsewhere, and a base that may not": {
    html: `<base href="//static.acme.com/v2/"><base href="https://evil.example/"><link rel=icon href="i.png"><title>Acme</title>`,
    brand: { logo_url: "https://static.acme.com/v2/i.png" },
  },
  "logos that may not be used, before one that may": {
    html: `<base href="javascript:1"><link rel="icon" sizes="512x512" href="data:image/png;base64,AAAA">
      <link rel="icon" sizes="256x256" href="http://169.254.169.254/latest"><link rel="icon" sizes="128x128" href="http://localhost/i.png">
      <link rel="icon" sizes="64x64" href="https://user:pass@acme.com/i.png"><link rel="icon" sizes="48x48" href="javascript:alert(1)">
      <link rel="icon" sizes="32x32" href="//cdn.acme.com/32.png"><title>Acme</title>`,
    brand: { logo_url: "https://cdn.acme.com/32.png" },
  },
  "no head, no html, upper case, no quotes": {
    html: `<TITLE>Acme</TITLE><META NAME=Description CONTENT=Anvils><H1>Hello</H1>`,
    brand: { title: "Acme", description: "Anvils" },
  },
  "metadata in the body, and a title in a drawing before the title": {
    html: `<body><svg><title>Menu icon</title></svg><div><title>Acme</title><meta name=description content="In the body"></div>`,
    brand: { title: "Acme", description: "In the body" },
  },
  "a title that is never closed": {
    html: `<head><title>Acme anvils\n<meta name="description" content="Still read"><link rel=icon href=/i.png></head><body>text`,
    brand: { title: "Acme anvils", description: "Still read", logo_url: "https://www.acme.com/i.png" },
  },
  "broken markup": {
    html: `<html><head<title>x</title><<meta name="description" content="a > b < c"><meta name='description content=lost><p></div></span><title>Acme</title>`,
    brand: { description: "a > b < c" },
  },
  "an empty title and an empty description, and better ones after": {
    html: `<title> </title><title>Acme</title><meta name=description content=""><meta property=og:description content="Better">`,
    brand: { title: "Acme", description: "Better" },
  },
  "control characters, direction marks and much white space": {
    html: `<title>\u0007 Ac\u200bme \n\t  &#x202E;Anvils&nbsp;&#10; </title><meta name=description content="a\u0000b&#13;&#10;c">`,
    brand: { title: "Acme Anvils", description: "a b c" },
  },
  "texts that are too long": {
    html: `<title>${"t".repeat(5_000)}</title><meta name=description content="${"😀".repeat(3_000)}">`,
    brand: { title: "t".repeat(300), description: "😀".repeat(1_000) },
  },
  "metadata in a comment, a script, and a text area": {
    html: `<!-- <title>No</title> --><script>var t = "<title>No</title>";</script><textarea><meta name=description content=No></textarea><title>Acme</title>`,
    brand: { title: "Acme", description: null },
  },
  "the name by the host": {
    html: "<title>Welcome | Anvils in Ohio | ACME Inc. | Since 1949</title>",
    brand: { company_name: "ACME Inc." },
  },
  "the name at the end of the title": {
    html: "<title>Home – Wayne Enterprises</title>",
    url: "https://www.we.example/",
    brand: { company_name: "Wayne Enterprises" },
  },
  "no name in a slogan": {
    html: "<title>The fastest way to buy and sell used anvils online today</title>",
    url: "https://tfw.example/",
    brand: { company_name: null },
  },
  entities: {
    html: `<title>Smith &amp; Wesson&#39;s &eacute;t&eacute;</title><meta name=description content="1 &lt; 2 &amp;&amp; 3">`,
    brand: { title: "Smith & Wesson's été", description: "1 < 2 && 3" },
  },
};
