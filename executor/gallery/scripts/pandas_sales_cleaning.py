# # Cleaning a small sales table
# Every block changes the same frame.
import io

import numpy as np
import pandas as pd

raw = """order;customer;amount;date;country
1;Ann ;12,50;2021-03-01;DE
2;bob;8,00;2021-03-01;fr
3;Cid;;2021-03-02;DE
4;ann;99,90;2021-03-04;de
4;ann;99,90;2021-03-04;de
5;Dee;17,25;2021-03-07;
"""
df = pd.read_csv(io.StringIO(raw), sep=";", decimal=",")
df.dtypes

df = df.drop_duplicates()
print(len(df), "orders")

df["customer"] = df["customer"].str.strip().str.title()
df["country"] = df["country"].str.upper()

df["date"] = pd.to_datetime(df["date"])
df["weekday"] = df["date"].dt.day_name()

# What is missing?
df.isna().sum()

df.loc[df["country"].isna(), "country"] = "??"
df["amount"] = df["amount"].fillna(df["amount"].median())
df

# ## Totals
totals = df.groupby("customer")["amount"].sum().sort_values(ascending=False)
for name, total in totals.items():
    print(f"{name:5} {total:8.2f}")

df["share"] = (df["amount"] / df["amount"].sum()).round(3)
df[["customer", "share"]].nlargest(2, "share")
