"""Posts of public institutions: quotas by year and level, who competes for vacant posts, the 岗位信息表."""
